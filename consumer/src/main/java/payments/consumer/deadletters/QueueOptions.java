package payments.consumer.deadletters;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.cli.Arguments;
import payments.common.cli.BrokerOptions;
import payments.common.cli.UsageException;
import payments.consumer.desk.Reason;

/** The options that all commands for dead letters have. */
final class QueueOptions {
  static final Option REASON =
      Option.builder()
          .longOpt("reason")
          .hasArg()
          .argName("REASON")
          .desc("Only those put aside for this reason: " + Reason.known() + ".")
          .get();

  private static final Option LIMIT =
      Option.builder()
          .longOpt("limit")
          .hasArg()
          .argName("N")
          .desc("How many messages at most. Default: all that are there at the start.")
          .get();

  private final Broker broker;
  private final Selection selection;

  /**
   * Reads them from what was given.
   *
   * @throws UsageException if they are wrong
   */
  QueueOptions(Arguments given) {
    try {
      selection = new Selection(given.text(REASON), given.number(LIMIT, Long.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
    broker = new BrokerOptions(given).broker();
  }

  /** Returns these options and others. */
  static List<Option> and(Option... others) {
    List<Option> all = new ArrayList<>(BrokerOptions.and(LIMIT, REASON));
    all.addAll(List.of(others));
    return all;
  }

  /** Returns the queue that the options name, and what they select of it. */
  DeadLetterQueue queue() {
    return new DeadLetterQueue(broker, selection);
  }

  /** Fails if what was said of a dead letter did not arrive: then nothing happens to it. */
  static void requireWritten(PrintWriter out) {
    if (out.checkError()) {
      throw new ReportedException(
          "cannot write to standard output", "what was not reported is still in dead-letters");
    }
  }
}
