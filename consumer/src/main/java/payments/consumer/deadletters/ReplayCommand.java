package payments.consumer.deadletters;

import java.io.PrintWriter;
import java.util.List;
import org.apache.commons.cli.Option;
import payments.common.ReportedException;
import payments.common.cli.Arguments;
import payments.common.cli.Command;

/** Gives dead letters another chance, once what stopped them is mended. */
final class ReplayCommand implements Command {
  @Override
  public String name() {
    return "replay";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Sends the messages in dead-letters back to where they came from, as if they were new.",
        "Each leaves dead-letters when its copy is confirmed; what cannot be sent back stays.");
  }

  @Override
  public List<Option> options() {
    return QueueOptions.and();
  }

  @Override
  public int run(Arguments given, PrintWriter out) throws InterruptedException {
    Replay replay = new Replay(out);
    new QueueOptions(given).queue().visit(replay);
    replay.summarize();
    if (replay.kept() > 0) {
      throw new ReportedException(
          "%d dead letters could not be replayed and are kept".formatted(replay.kept()),
          "mend what the lines above say and replay again, or drop them");
    }
    return 0;
  }
}
