package payments.consumer.delay;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import payments.common.amqp.QueueType;
import payments.consumer.desk.Delivery.Way;
import payments.consumer.desk.Destination;
import payments.consumer.desk.RetrySchedule;

class LadderDelayTest {

  private final DelayMode mode =
      new LadderDelay(
          new RetrySchedule(Duration.ofMillis(700), Duration.ofSeconds(2)), QueueType.CLASSIC);

  @ParameterizedTest
  @CsvSource({
    "1, payment-reprocessor.wait.1ms",
    "700, payment-reprocessor.wait.700ms",
    "60000, payment-reprocessor.wait.60000ms"
  })
  void aCopyGoesToTheQueueOfItsDelay(long delayMillis, String queue) {
    assertThat(mode.placeFor(Duration.ofMillis(delayMillis)))
        .isEqualTo(new Destination("", queue, true));
    assertThat(mode.way("payment-reprocessor", new BasicProperties())).isEqualTo(Way.COPY);
  }

  @ParameterizedTest
  @CsvSource({"payment-reprocessor, 7", "payment-processor, 0"})
  void attemptsAreThoseOfACopyAndNotWhatASenderSays(String queue, int attempts) {
    BasicProperties delivered =
        new BasicProperties.Builder().headers(Map.of("x-retry", 7, "x-delivery-count", 3L)).build();

    assertThat(mode.attempts(queue, delivered)).isEqualTo(attempts);
  }

  @Test
  void theDescriptionSaysHowManyQueuesThereAre() {
    assertThat(mode.description())
        .isEqualTo(
            "payments wait in 3 queues, payment-reprocessor.wait.700ms to payment-reprocessor.wait.2000ms");
  }
}
