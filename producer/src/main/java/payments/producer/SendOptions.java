package payments.producer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Declarer;
import payments.common.amqp.QueueType;
import payments.common.amqp.Refusal;
import payments.common.amqp.Topology;
import payments.common.cli.BrokerOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What both commands have in common: which clients, which broker, and sending. */
final class SendOptions {
  private static final String NAME = "payments producer";
  private static final int CLOSE_MILLIS = 1_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      paramLabel = "CLIENT",
      arity = "1..*",
      description =
          "Number of a client, from 1; a range such as 1..1000; or - for numbers from standard"
              + " input, one a line.")
  private List<String> clients;

  @Mixin private BrokerOptions broker;

  @Option(
      names = "--queue-type",
      paramLabel = "TYPE",
      defaultValue = "classic",
      description =
          "Type of the queues, classic or quorum, if this is the first program to declare them."
              + " Default: classic.")
  private QueueType queueType;

  /**
   * Sends a message for each client.
   *
   * @param exchange that has to exist
   * @param queue that has to exist
   * @return the exit code
   * @throws ReportedException if not every message was confirmed
   */
  int send(String exchange, String queue, LongFunction<Outgoing> messageOf)
      throws IOException, InterruptedException {
    ClientIds ids = ids();
    Broker target = broker.broker();
    Connection connection = target.connect(NAME);
    try {
      Declarer declarer = new Declarer(target, connection, NAME);
      makeSure(declarer, exchange, queue);
      connection = declarer.connection();
      command.commandLine().getOut().println(sendAll(ids, messageOf, connection.createChannel()));
      return 0;
    } finally {
      connection.abort(CLOSE_MILLIS);
    }
  }

  private static String sendAll(ClientIds ids, LongFunction<Outgoing> messageOf, Channel channel)
      throws IOException, InterruptedException {
    try (Progress progress = Progress.of(ids.count())) {
      return new Sending(new ConfirmedPublisher(channel), progress).sendAll(ids, messageOf);
    }
  }

  private ClientIds ids() {
    try {
      return new ClientIds(
          clients, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    } catch (ClientIds.NotAnIdException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }

  /** Takes the topology as it is, and declares it only where there is none yet. */
  private void makeSure(Declarer declarer, String exchange, String queue) {
    Optional<Refusal> missing =
        declarer.attempt(
            channel -> {
              channel.exchangeDeclarePassive(exchange);
              channel.queueDeclarePassive(queue);
            });
    if (missing.filter(Refusal::meansMissing).isPresent()) {
      Topology.declare(declarer, queueType);
    }
  }
}
