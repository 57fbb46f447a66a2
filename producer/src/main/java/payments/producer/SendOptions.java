package payments.producer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.commons.cli.Option;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Declarer;
import payments.common.amqp.QueueType;
import payments.common.amqp.Refusal;
import payments.common.amqp.Topology;
import payments.common.cli.Arguments;
import payments.common.cli.BrokerOptions;
import payments.common.cli.UsageException;

/** What both commands have in common: which clients, which broker, and sending. */
final class SendOptions {
  private static final String NAME = "payments producer";
  private static final int CLOSE_MILLIS = 1_000;

  /** Tells users what to give. */
  static final String CLIENTS =
      "CLIENT is the number of a client, from 1; a range such as 1..1000; or - for numbers from"
          + " standard input, one a line.";

  private static final Option QUEUE_TYPE =
      Option.builder()
          .longOpt("queue-type")
          .hasArg()
          .argName("TYPE")
          .desc(
              "Type of the queues, classic or quorum, if this is the first program to declare them."
                  + " Default: classic.")
          .get();

  private final ClientIds ids;
  private final Broker broker;
  private final QueueType queueType;

  /**
   * Reads them from what was given.
   *
   * @throws UsageException if they are wrong
   */
  SendOptions(Arguments given) {
    ids = ids(given.operands());
    queueType = given.oneOf(QUEUE_TYPE, QueueType.CLASSIC);
    broker = new BrokerOptions(given).broker();
  }

  /** Returns these options and one more. */
  static List<Option> and(Option other) {
    return BrokerOptions.and(QUEUE_TYPE, other);
  }

  /**
   * Sends a message for each client.
   *
   * @param exchange that has to exist
   * @param queue that has to exist
   * @param out where it says what was sent
   * @return the exit code
   * @throws ReportedException if not every message was confirmed
   */
  int send(String exchange, String queue, LongFunction<Outgoing> messageOf, PrintWriter out)
      throws IOException, InterruptedException {
    Connection connection = broker.connect(NAME);
    try {
      Declarer declarer = new Declarer(broker, connection, () -> broker.connect(NAME));
      makeSure(declarer, exchange, queue);
      connection = declarer.connection();
      out.println(sendAll(messageOf, connection.createChannel()));
      return 0;
    } finally {
      connection.abort(CLOSE_MILLIS);
    }
  }

  private String sendAll(LongFunction<Outgoing> messageOf, Channel channel)
      throws IOException, InterruptedException {
    try (Progress progress = Progress.of(ids.count())) {
      return new Sending(new ConfirmedPublisher(channel), progress).sendAll(ids, messageOf);
    }
  }

  private static ClientIds ids(List<String> clients) {
    if (clients.isEmpty()) {
      throw new UsageException("say for which CLIENT, such as 1, 1..1000 or - for standard input");
    }
    try {
      return new ClientIds(
          clients, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    } catch (ClientIds.NotAnIdException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** Takes the topology as it is, and declares it only where there is none yet. */
  private void makeSure(Declarer declarer, String exchange, String queue) {
    Optional<Refusal> missing =
        declarer.attempt(
            "queue " + queue,
            Refusal::meansMissing,
            channel -> {
              channel.exchangeDeclarePassive(exchange);
              channel.queueDeclarePassive(queue);
            });
    if (missing.isPresent()) {
      Topology.declare(declarer, queueType);
    }
  }
}
