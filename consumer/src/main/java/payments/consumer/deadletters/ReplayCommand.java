package payments.consumer.deadletters;

import java.util.Optional;
import java.util.concurrent.Callable;
import payments.common.ReportedException;
import payments.common.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Gives dead letters another chance, once what stopped them is mended. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    sortOptions = false,
    description = {
      "Sends the messages in dead-letters back to where they came from, as if they were new.",
      "Each leaves dead-letters when its copy is confirmed; what cannot be sent back stays."
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private QueueOptions queue;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only those put aside for this reason, such as malformed or given-up.")
  private String reason;

  @Override
  public Integer call() throws InterruptedException {
    DeadLetterQueue letters = queue.queue(Optional.ofNullable(reason));
    try (Copier copier = new Copier(queue.broker())) {
      Replay replay = new Replay(copier, command.commandLine().getOut());
      letters.visit(replay);
      replay.summarize();
      if (replay.kept() > 0) {
        throw new ReportedException(
            "%d dead letters could not be replayed and are kept".formatted(replay.kept()),
            "mend what the lines above say and replay again, or drop them");
      }
    }
    return 0;
  }
}
