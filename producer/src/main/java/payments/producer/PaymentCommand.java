package payments.producer;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import payments.common.Headers;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.Payment;
import payments.common.amqp.Message;
import payments.common.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends a payment of each client. */
@Command(
    name = "payment",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    sortOptions = false,
    description = "Sends a payment of each client.")
final class PaymentCommand implements Callable<Integer> {
  /** Programs in other languages read numbers as floating point, which is exact up to here. */
  private static final long LARGEST_ID = 1L << 53;

  @Spec private CommandSpec command;
  @Mixin private SendOptions send;

  @Option(
      names = "--value",
      paramLabel = "CENTS",
      defaultValue = "300",
      description = "The amount in cents, above 0. Default: 300.")
  private long value;

  @Override
  public Integer call() throws Exception {
    if (value <= 0) {
      throw new ParameterException(command.commandLine(), "--value must be above 0, was " + value);
    }
    return send.send(Names.PAYMENTS, Names.PAYMENT_PROCESSOR, this::paymentOf);
  }

  private Outgoing paymentOf(long client) {
    long id = ThreadLocalRandom.current().nextLong(1, LARGEST_ID);
    Map<String, Object> headers = Map.of(Headers.RETRY, 0, Headers.DELAY, 0);
    BasicProperties properties = Outgoing.properties().headers(headers).build();
    byte[] body = MessageBody.of(new Payment(id, client, value), Instant.now());
    return new Outgoing(
        () -> "payment %d of client %d".formatted(id, client),
        new Message(Names.PAYMENTS, Names.PROCESS_PAYMENT, true, properties, body));
  }
}
