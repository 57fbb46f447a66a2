package payments.consumer.deadletters;

import java.io.PrintWriter;
import java.util.List;
import payments.common.cli.Arguments;
import payments.common.cli.Command;
import payments.common.cli.UsageException;

/** The group of commands for what can never be processed. */
public final class DeadLettersCommand implements Command {
  @Override
  public String name() {
    return "dead-letters";
  }

  @Override
  public String synopsis() {
    return "(list | replay | drop)";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Shows, replays or drops messages that were put aside in the queue dead-letters.");
  }

  @Override
  public List<Command> subcommands() {
    return List.of(new ListCommand(), new ReplayCommand(), new DropCommand());
  }

  @Override
  public int run(Arguments given, PrintWriter out) {
    throw new UsageException("say what to do with dead letters: list, replay or drop");
  }
}
