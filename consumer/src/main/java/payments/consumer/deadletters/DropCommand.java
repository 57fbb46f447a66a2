package payments.consumer.deadletters;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.cli.Option;
import payments.common.Printable;
import payments.common.cli.Arguments;
import payments.common.cli.Command;
import payments.common.cli.UsageException;
import payments.consumer.deadletters.DeadLetterQueue.Fate;

/** Deletes dead letters, which cannot be undone: so it insists on being told which. */
final class DropCommand implements Command {
  private static final Option ALL =
      Option.builder().longOpt("all").desc("All, for whatever reason they were put aside.").get();

  @Override
  public String name() {
    return "drop";
  }

  @Override
  public String synopsis() {
    return "(--reason=REASON | --all) [OPTION]...";
  }

  @Override
  public String example() {
    return "--reason=malformed";
  }

  @Override
  public List<String> description() {
    return List.of("Deletes messages from dead-letters for good, the oldest first.");
  }

  @Override
  public List<Option> options() {
    return QueueOptions.and(ALL);
  }

  @Override
  public int run(Arguments given, PrintWriter out) throws InterruptedException {
    if (given.has(ALL) == given.has(QueueOptions.REASON)) {
      throw new UsageException("say which: either --reason=REASON or --all");
    }
    AtomicLong dropped = new AtomicLong();
    new QueueOptions(given)
        .queue()
        .visit(
            letter -> {
              out.println(letter.name() + " dropped: " + Printable.of(letter.reason()));
              QueueOptions.requireWritten(out);
              dropped.incrementAndGet();
              return Fate.REMOVE;
            });
    out.println("dropped " + dropped);
    return 0;
  }
}
