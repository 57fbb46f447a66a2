package payments.consumer.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.waiting.Retries.BODY;
import static payments.consumer.waiting.Retries.FIRST_SEEN;
import static payments.consumer.waiting.Retries.properties;
import static payments.consumer.waiting.Retries.retry;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.amqp.Message;
import payments.common.amqp.QueueType;
import payments.consumer.delivery.Outcome;

class LadderDelayTest {

  private final DelayMode mode =
      new LadderDelay(
          new RetrySchedule(Duration.ofMillis(700), Duration.ofSeconds(2)), QueueType.CLASSIC);

  private Message copyOf(Retry retry) {
    return ((Outcome.Republish) mode.postpone(retry)).copies().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "1, payment-reprocessor.wait.1ms",
    "700, payment-reprocessor.wait.700ms",
    "60000, payment-reprocessor.wait.60000ms"
  })
  void theCopyGoesToTheQueueOfItsDelay(long delayMillis, String queue) {
    Message copy = copyOf(retry("payment-processor", properties(Map.of()), 1, delayMillis));

    assertThat(copy.exchange()).isEmpty();
    assertThat(copy.routingKey()).isEqualTo(queue);
    assertThat(copy.mandatory()).isTrue();
    assertThat(copy.body()).isEqualTo(BODY);
    assertThat(copy.properties().getMessageId()).isEqualTo("message");
  }

  @Test
  void theCopySaysAttemptDelayAndWhenItWasFirstSeen() {
    Message copy = copyOf(retry("payment-reprocessor", properties(Map.of("x-retry", 2)), 3, 2000));

    assertThat(copy.properties().getHeaders())
        .containsOnly(
            Map.entry("x-retry", 3),
            Map.entry("x-delay", 2000),
            Map.entry("first-seen", FIRST_SEEN.toEpochMilli()));
  }

  @Test
  void theCopyForgetsTheQueuesThatItWaitedIn() {
    BasicProperties original =
        properties(
            Map.of(
                "x-death", List.of(Map.of("queue", "payment-reprocessor.wait.700ms")),
                "x-first-death-queue", "payment-reprocessor.wait.700ms",
                "x-last-death-queue", "payment-reprocessor.wait.700ms"));

    Message copy = copyOf(retry("payment-reprocessor", original, 2, 1400));

    assertThat(copy.properties().getHeaders()).containsOnlyKeys("x-retry", "x-delay", "first-seen");
  }

  @ParameterizedTest
  @ValueSource(strings = {"payment-processor", "payment-reprocessor"})
  void attemptsAreThoseOfTheCopyInEveryQueue(String queue) {
    BasicProperties delivered = properties(Map.of("x-retry", 7, "x-delivery-count", 3L));

    assertThat(mode.attempts(queue, delivered)).isEqualTo(7);
  }

  @Test
  void theDescriptionSaysHowManyQueuesThereAre() {
    assertThat(mode.description())
        .isEqualTo(
            "payments wait in 3 queues, payment-reprocessor.wait.700ms to payment-reprocessor.wait.2000ms");
  }
}
