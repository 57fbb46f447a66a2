package payments.consumer.deadletters;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.cli.Option;
import payments.common.cli.Arguments;
import payments.common.cli.Command;
import payments.consumer.deadletters.DeadLetterQueue.Fate;

/** Shows dead letters and leaves them where they are. */
final class ListCommand implements Command {
  private static final Option JSON =
      Option.builder().longOpt("json").desc("Write JSON Lines.").get();

  @Override
  public String name() {
    return "list";
  }

  @Override
  public List<String> description() {
    return List.of("Shows the messages in dead-letters, the oldest first, and leaves them there.");
  }

  @Override
  public List<Option> options() {
    return QueueOptions.and(JSON);
  }

  @Override
  public int run(Arguments given, PrintWriter out) throws InterruptedException {
    Function<DeadLetter, String> format = given.has(JSON) ? JsonListing::line : TextListing::lines;
    new QueueOptions(given)
        .queue()
        .visit(
            letter -> {
              out.println(format.apply(letter));
              QueueOptions.requireWritten(out);
              return Fate.KEEP;
            });
    return 0;
  }
}
