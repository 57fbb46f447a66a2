package payments.systemtests;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What is in the stream {@code payments-log}, read from its beginning. */
final class ProcessedLog {
  private final List<GetResponse> records = new ArrayList<>();

  private ProcessedLog() {}

  /** Reads all that is there now. */
  static ProcessedLog read(String uri) throws Exception {
    ProcessedLog log = new ProcessedLog();
    try (Wire wire = new Wire(uri)) {
      String mark = UUID.randomUUID().toString();
      wire.channel()
          .basicPublish(
              "",
              "payments-log",
              new BasicProperties.Builder().headers(Map.of("mark", mark)).build(),
              new byte[0]);
      wire.channel().waitForConfirmsOrDie(30_000);
      CountDownLatch end = new CountDownLatch(1);
      wire.channel().basicQos(2_000);
      wire.channel()
          .basicConsume(
              "payments-log",
              false,
              Map.of("x-stream-offset", "first"),
              new DefaultConsumer(wire.channel()) {
                @Override
                public void handleDelivery(
                    String tag, Envelope envelope, BasicProperties properties, byte[] body)
                    throws IOException {
                  log.add(envelope, properties, body);
                  if (mark.equals(String.valueOf(properties.getHeaders().get("mark")))) {
                    end.countDown();
                  }
                  if (end.getCount() > 0) {
                    getChannel().basicAck(envelope.getDeliveryTag(), false);
                  }
                }
              });
      if (!end.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("payments-log was not read to its end");
      }
    }
    return log;
  }

  private void add(Envelope envelope, BasicProperties properties, byte[] body) {
    if (!properties.getHeaders().containsKey("mark")) {
      records.add(new GetResponse(envelope, properties, body, 0));
    }
  }

  /** Returns how many records there are of each payment, by its number. */
  Map<Long, Integer> counts() {
    Map<Long, Integer> counts = new HashMap<>();
    for (GetResponse record : records) {
      counts.merge(Wire.paymentId(record.getBody()), 1, Integer::sum);
    }
    return counts;
  }

  /** Returns the payments of which there is more than one record. */
  List<Long> twice() {
    return counts().entrySet().stream()
        .filter(payment -> payment.getValue() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the records, without marks. */
  List<GetResponse> records() {
    return records;
  }

  /** Returns a header of a record as text. */
  static String header(GetResponse record, String name) {
    return String.valueOf(record.getProps().getHeaders().get(name));
  }
}
