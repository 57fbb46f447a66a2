package payments.consumer.deadletters;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import payments.common.ReportedException;
import payments.common.cli.Program;
import payments.consumer.deadletters.DeadLetterQueue.Fate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows dead letters and leaves them where they are. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    sortOptions = false,
    description = "Shows the messages in dead-letters, the oldest first, and leaves them there.")
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private QueueOptions queue;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only those put aside for this reason, such as malformed or given-up.")
  private String reason;

  @Option(names = "--json", description = "Write JSON Lines.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    Function<DeadLetter, String> format = json ? JsonListing::line : TextListing::lines;
    queue
        .queue(Optional.ofNullable(reason))
        .visit(
            letter -> {
              out.println(format.apply(letter));
              requireWritten(out);
              return Fate.KEEP;
            });
    return 0;
  }

  private static void requireWritten(PrintWriter out) {
    if (out.checkError()) {
      throw new ReportedException(
          "cannot write to standard output", "all messages are still in dead-letters");
    }
  }
}
