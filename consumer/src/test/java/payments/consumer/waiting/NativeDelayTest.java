package payments.consumer.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.waiting.Retries.BODY;
import static payments.consumer.waiting.Retries.FIRST_SEEN;
import static payments.consumer.waiting.Retries.properties;
import static payments.consumer.waiting.Retries.retry;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.amqp.Message;
import payments.consumer.delivery.Outcome;

class NativeDelayTest {

  private final DelayMode mode =
      new NativeDelay(new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60)));

  private Message moveOf(Retry retry) {
    return ((Outcome.Republish) mode.postpone(retry)).copies().get(0);
  }

  @Test
  void attemptsAreTheDeliveriesOfTheQueueThatPaymentsWaitIn() {
    BasicProperties delivered = properties(Map.of("x-delivery-count", 7L, "x-retry", 3));

    assertThat(mode.attempts("payment-reprocessor", delivered)).isEqualTo(7);
  }

  @Test
  void theFirstDeliveryHasNoCount() {
    assertThat(mode.attempts("payment-reprocessor", properties(Map.of("x-retry", 3)))).isZero();
  }

  @Test
  void deliveriesOfTheFirstQueueAreNoAttempts() {
    BasicProperties delivered = properties(Map.of("x-delivery-count", 7L));

    assertThat(mode.attempts("payment-processor", delivered)).isZero();
  }

  @Test
  void aNewPaymentIsMovedToWhereItWaits() {
    Message move = moveOf(retry("payment-processor", properties(Map.of()), 1, 1000));

    assertThat(move.exchange()).isEmpty();
    assertThat(move.routingKey()).isEqualTo("payment-reprocessor");
    assertThat(move.mandatory()).isTrue();
    assertThat(move.body()).isEqualTo(BODY);
    assertThat(move.properties().getMessageId()).isEqualTo("message");
  }

  @Test
  void aMoveDoesNotCountAsAnAttempt() {
    Message move = moveOf(retry("payment-processor", properties(Map.of("x-retry", 5)), 6, 6000));

    assertThat(move.properties().getHeaders())
        .containsOnly(
            Map.entry("x-retry", 0),
            Map.entry("x-delay", 0),
            Map.entry("first-seen", FIRST_SEEN.toEpochMilli()));
  }

  @Test
  void aMovedPaymentIsRejectedFromThenOn() {
    Message move = moveOf(retry("payment-processor", properties(Map.of()), 1, 1000));

    assertThat(mode.postpone(retry("payment-reprocessor", move.properties(), 1, 1000)))
        .isInstanceOf(Outcome.Reject.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000, Integer.MAX_VALUE})
  void aPaymentIsRejectedAtEveryAttempt(int attempt) {
    BasicProperties waiting =
        properties(Map.of("first-seen", 1L, "x-delivery-count", attempt - 1L));

    assertThat(mode.postpone(retry("payment-reprocessor", waiting, attempt, 60_000)))
        .isInstanceOf(Outcome.Reject.class);
  }

  @Test
  void aPaymentThatCameStraightToTheQueueIsMovedOnce() {
    Message move = moveOf(retry("payment-reprocessor", properties(Map.of()), 1, 1000));

    assertThat(mode.postpone(retry("payment-reprocessor", move.properties(), 1, 1000)))
        .isInstanceOf(Outcome.Reject.class);
  }

  @Test
  void aMovedPaymentStartsWithoutDeliveryCount() {
    BasicProperties delivered = properties(Map.of("x-delivery-count", 7L));

    Message move = moveOf(retry("payment-reprocessor", delivered, 8, 8000));

    assertThat(mode.attempts("payment-reprocessor", move.properties())).isZero();
  }

  @Test
  void aPaymentOfTheFirstQueueIsMovedThoughItSaysWhenItWasSeen() {
    BasicProperties delivered = properties(Map.of("first-seen", 1L));

    assertThat(mode.postpone(retry("payment-processor", delivered, 1, 1000)))
        .isInstanceOf(Outcome.Republish.class);
  }
}
