package payments.consumer.delay;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import payments.consumer.desk.Delivery.Way;
import payments.consumer.desk.Destination;
import payments.consumer.desk.RetrySchedule;

class NativeDelayTest {

  private final DelayMode mode =
      new NativeDelay(new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60)));

  private static BasicProperties properties(Map<String, Object> headers) {
    return new BasicProperties.Builder().headers(headers).build();
  }

  @ParameterizedTest
  @CsvSource({"payment-reprocessor, 7", "payment-processor, 0"})
  void attemptsAreTheDeliveriesOfTheQueueThatPaymentsWaitIn(String queue, int attempts) {
    BasicProperties delivered = properties(Map.of("x-delivery-count", 7L, "x-retry", 3));

    assertThat(mode.attempts(queue, delivered)).isEqualTo(attempts);
  }

  @Test
  void theFirstDeliveryHasNoCount() {
    assertThat(mode.attempts("payment-reprocessor", properties(Map.of("x-retry", 3)))).isZero();
  }

  /** Only a copy can be given the time at which it was first seen. */
  @ParameterizedTest
  @CsvSource({
    "payment-processor, false, MOVE",
    "payment-processor, true, MOVE",
    "payment-reprocessor, false, MOVE",
    "payment-reprocessor, true, IN_PLACE"
  })
  void aPaymentIsMovedOnceAndHeldBackFromThenOn(String queue, boolean firstSeen, Way way) {
    Map<String, Object> headers = firstSeen ? Map.of("first-seen", 1L) : Map.of();

    assertThat(mode.way(queue, properties(headers))).isEqualTo(way);
  }

  @Test
  void thePlaceIsTheQueueThatPaymentsWaitIn() {
    assertThat(mode.placeFor(Duration.ofSeconds(1)))
        .isEqualTo(new Destination("", "payment-reprocessor", true));
  }
}
