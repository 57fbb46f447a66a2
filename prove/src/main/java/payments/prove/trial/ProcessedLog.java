package payments.prove.trial;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import payments.common.Headers;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.Failures;

/**
 * What is in the stream {@code payments-log}, read from its beginning: of each payment the first
 * record counts, each later one is void.
 */
public final class ProcessedLog {
  private static final int CONFIRM_MILLIS = 30_000;
  private static final int PATIENCE_SECONDS = 60;
  private static final int PREFETCH = 2_000;

  private final List<GetResponse> records = new ArrayList<>();
  private final Set<Payment> seen = new HashSet<>();
  private int voidRecords;

  /** What a payment is known by. */
  private record Payment(String messageId, long id, int replayed) {}

  private ProcessedLog() {}

  /**
   * Reads all that is there now.
   *
   * @throws ReportedException if the broker does not give it, which another try may change
   */
  public static ProcessedLog read(Broker broker) throws InterruptedException {
    Connection connection = broker.connect("reader of " + Names.PAYMENTS_LOG);
    try {
      ProcessedLog log = new ProcessedLog();
      log.readTo(UUID.randomUUID().toString(), broker.openChannel(connection));
      return log;
    } catch (IOException | ShutdownSignalException | TimeoutException e) {
      throw ReportedException.thatMayPass(
          "%s at %s cannot be read to its end: %s"
              .formatted(Names.PAYMENTS_LOG, broker.address(), Failures.reason(e)),
          "see the broker's log",
          e);
    } finally {
      broker.close(connection);
    }
  }

  private void readTo(String mark, Channel channel)
      throws IOException, InterruptedException, TimeoutException {
    channel.confirmSelect();
    channel.basicPublish(
        Names.DEFAULT_EXCHANGE,
        Names.PAYMENTS_LOG,
        new BasicProperties.Builder().headers(Map.of(Headers.MARK, mark)).build(),
        new byte[0]);
    channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
    CountDownLatch end = new CountDownLatch(1);
    channel.basicQos(PREFETCH);
    channel.basicConsume(
        Names.PAYMENTS_LOG,
        false,
        Map.of("x-stream-offset", "first"),
        new DefaultConsumer(channel) {
          @Override
          public void handleDelivery(
              String tag, Envelope envelope, BasicProperties properties, byte[] body)
              throws IOException {
            if (end.getCount() == 0) {
              return;
            }
            Object found = Headers.all(properties).get(Headers.MARK);
            if (found == null) {
              add(new GetResponse(envelope, properties, body, 0));
            } else if (mark.equals(found.toString())) {
              end.countDown();
              return;
            }
            getChannel().basicAck(envelope.getDeliveryTag(), false);
          }
        });
    if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("its end does not come within " + PATIENCE_SECONDS + " s");
    }
  }

  private void add(GetResponse record) {
    int replayed = Headers.count(record.getProps(), Headers.REPLAYED);
    if (seen.add(new Payment(record.getProps().getMessageId(), paymentId(record), replayed))) {
      records.add(record);
    } else {
      voidRecords++;
    }
  }

  /** Returns how many records there are that do not count. */
  public int voidRecords() {
    return voidRecords;
  }

  /**
   * Returns how often each payment was processed, by its number: more than once if it was sent
   * under several message-ids.
   */
  public Map<Long, Integer> counts() {
    Map<Long, Integer> counts = new HashMap<>();
    for (GetResponse record : records) {
      counts.merge(paymentId(record), 1, Integer::sum);
    }
    return counts;
  }

  /** Returns the records that count. */
  public List<GetResponse> records() {
    return records;
  }

  /** Returns the number of the payment that a record is of. */
  public static long paymentId(GetResponse record) {
    try {
      return MessageBody.paymentIn(record.getBody()).id();
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("a record is of no payment", e);
    }
  }

  /** Returns a header of a record as text. */
  public static String header(GetResponse record, String name) {
    return String.valueOf(record.getProps().getHeaders().get(name));
  }
}
