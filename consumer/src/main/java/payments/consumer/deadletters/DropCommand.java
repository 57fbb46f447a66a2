package payments.consumer.deadletters;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import payments.common.Printable;
import payments.common.cli.Program;
import payments.consumer.deadletters.DeadLetterQueue.Fate;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes dead letters, which cannot be undone: so it insists on being told which. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    sortOptions = false,
    description = "Deletes messages from dead-letters for good, the oldest first.")
final class DropCommand implements Callable<Integer> {
  /** One of the two. */
  private static final class Which {
    @Option(
        names = "--reason",
        paramLabel = "REASON",
        description = "Those put aside for this reason, such as malformed or given-up.")
    private String reason;

    @Option(names = "--all", description = "All, for whatever reason they were put aside.")
    private boolean all;
  }

  @Spec private CommandSpec command;

  @ArgGroup(multiplicity = "1")
  private Which which;

  @Mixin private QueueOptions queue;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    AtomicLong dropped = new AtomicLong();
    queue
        .queue(which.all ? Optional.empty() : Optional.of(which.reason))
        .visit(
            letter -> {
              out.println(letter.name() + " dropped: " + Printable.of(letter.reason()));
              dropped.incrementAndGet();
              return Fate.REMOVE;
            });
    out.println("dropped " + dropped);
    return 0;
  }
}
