package payments.consumer.waiting;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import payments.common.Payment;
import payments.consumer.delivery.Deliveries;

/** Payments to postpone, for the tests of the modes. */
final class Retries {
  static final Instant FIRST_SEEN = Instant.ofEpochMilli(1_795_413_600_123L);
  static final byte[] BODY = {1, 2, 3};

  private Retries() {}

  static BasicProperties properties(Map<String, Object> headers) {
    return new BasicProperties.Builder().messageId("message").headers(headers).build();
  }

  static Retry retry(String queue, BasicProperties properties, int attempt, long delayMillis) {
    return new Retry(
        Deliveries.first(queue, properties, BODY),
        new Payment(7, 3, 300, ""),
        attempt,
        Duration.ofMillis(delayMillis),
        FIRST_SEEN);
  }
}
