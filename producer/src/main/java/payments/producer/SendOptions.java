package payments.producer;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.cli.Option;
import payments.common.amqp.Broker;
import payments.common.amqp.QueueType;
import payments.common.cli.Arguments;
import payments.common.cli.BrokerOptions;
import payments.common.cli.UsageException;

/** The options that both commands have in common: which clients, and which broker. */
final class SendOptions {
  /** Tells users what to give. */
  static final String CLIENTS =
      "CLIENT is the number of a client, from 1; a range such as 1..1000; or - for numbers from"
          + " standard input, one a line.";

  private static final Option QUEUE_TYPE =
      Option.builder()
          .longOpt("queue-type")
          .hasArg()
          .argName("classic|quorum")
          .desc(
              "Type of the queues, classic or quorum, if this is the first program to declare them."
                  + " Default: classic.")
          .get();

  private final ClientIds clients;
  private final Broker broker;
  private final QueueType queueType;

  /**
   * Reads them from what was given.
   *
   * @throws UsageException if they are wrong
   */
  SendOptions(Arguments given) {
    clients = clients(given.operands());
    queueType = given.oneOf(QUEUE_TYPE, QueueType.CLASSIC);
    broker = new BrokerOptions(given).broker();
  }

  /** Returns these options and one more. */
  static List<Option> and(Option other) {
    return BrokerOptions.and(QUEUE_TYPE, other);
  }

  ClientIds clients() {
    return clients;
  }

  QueueType queueType() {
    return queueType;
  }

  Broker broker() {
    return broker;
  }

  private static ClientIds clients(List<String> given) {
    if (given.isEmpty()) {
      throw new UsageException("say for which CLIENT, such as 1, 1..1000 or - for standard input");
    }
    try {
      return new ClientIds(
          given, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    } catch (ClientIds.NotAnIdException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
