package payments.producer;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongFunction;
import org.apache.commons.cli.Option;
import payments.common.Headers;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.Payment;
import payments.common.amqp.Message;
import payments.common.cli.Arguments;
import payments.common.cli.UsageException;

/** Sends a payment of each client. */
final class PaymentCommand extends SendCommand {
  /** Programs in other languages read numbers as floating point, which is exact up to here. */
  private static final long LARGEST_ID = 1L << 53;

  private static final Option VALUE =
      Option.builder()
          .longOpt("value")
          .hasArg()
          .argName("CENTS")
          .desc("The amount in cents, above 0. Default: 300.")
          .get();

  @Override
  public String name() {
    return "payment";
  }

  @Override
  public String example() {
    return "1..1000 --value 250";
  }

  @Override
  String whatItSends() {
    return "Sends a payment of each client.";
  }

  @Override
  public List<Option> options() {
    return SendOptions.and(VALUE);
  }

  @Override
  Route route() {
    return new Route(Names.PAYMENTS, Names.PAYMENT_PROCESSOR);
  }

  @Override
  LongFunction<Outgoing> messages(Arguments given) {
    long value = given.number(VALUE, 300);
    if (value <= 0) {
      throw new UsageException("--value must be above 0, was " + value);
    }
    return client -> paymentOf(client, value);
  }

  private static Outgoing paymentOf(long client, long value) {
    long id = ThreadLocalRandom.current().nextLong(1, LARGEST_ID);
    Map<String, Object> headers = Map.of(Headers.RETRY, 0, Headers.DELAY, 0);
    BasicProperties properties = Outgoing.properties().headers(headers).build();
    byte[] body =
        MessageBody.of(
            new Payment(
                id, client, value, Instant.now().truncatedTo(ChronoUnit.MILLIS).toString()));
    return new Outgoing(
        () -> "payment " + id + " of client " + client,
        new Message(Names.PAYMENTS, Names.PROCESS_PAYMENT, true, properties, body));
  }
}
