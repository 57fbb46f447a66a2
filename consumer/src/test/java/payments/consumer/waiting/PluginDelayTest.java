package payments.consumer.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.waiting.Retries.BODY;
import static payments.consumer.waiting.Retries.FIRST_SEEN;
import static payments.consumer.waiting.Retries.properties;
import static payments.consumer.waiting.Retries.retry;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.amqp.Message;
import payments.common.amqp.QueueType;
import payments.consumer.delivery.Outcome;

class PluginDelayTest {

  private final DelayMode mode = new PluginDelay(QueueType.CLASSIC);

  private Message copyOf(Retry retry) {
    return ((Outcome.Republish) mode.postpone(retry)).copies().get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"payment-processor", "payment-reprocessor"})
  void attemptsAreThoseOfTheCopyInEveryQueue(String queue) {
    assertThat(mode.attempts(queue, properties(Map.of("x-retry", 7)))).isEqualTo(7);
  }

  @Test
  void theDelayOfADeliveryTellsNothing() {
    assertThat(mode.attempts("payment-reprocessor", properties(Map.of("x-delay", -7000L))))
        .isZero();
  }

  @Test
  void aMessageWithoutHeadersWasNotPostponed() {
    assertThat(mode.attempts("payment-processor", new BasicProperties())).isZero();
  }

  @Test
  void theCopyGoesToTheExchangeAndIsNotMandatory() {
    Message copy = copyOf(retry("payment-processor", properties(Map.of()), 1, 1000));

    assertThat(copy.exchange()).isEqualTo("payments");
    assertThat(copy.routingKey()).isEqualTo("reprocess.payment");
    assertThat(copy.mandatory()).isFalse();
  }

  @Test
  void theCopyHasTheSameBodyAndMessageId() {
    Message copy = copyOf(retry("payment-processor", properties(Map.of()), 1, 1000));

    assertThat(copy.body()).isEqualTo(BODY);
    assertThat(copy.properties().getMessageId()).isEqualTo("message");
    assertThat(copy.properties().getDeliveryMode()).isEqualTo(2);
  }

  @Test
  void theCopySaysAttemptDelayAndWhenItWasFirstSeen() {
    BasicProperties original = properties(Map.of("x-retry", 2, "x-delay", -2000L, "trace-id", "a"));

    Message copy = copyOf(retry("payment-reprocessor", original, 3, 3000));

    assertThat(copy.properties().getHeaders())
        .containsOnly(
            Map.entry("x-retry", 3),
            Map.entry("x-delay", 3000),
            Map.entry("first-seen", FIRST_SEEN.toEpochMilli()),
            Map.entry("trace-id", "a"));
  }

  @Test
  void theCopyLeavesTheHeadersOfTheBrokerBehind() {
    BasicProperties original = properties(Map.of("x-death", List.of(), "x-delivery-count", 3L));

    Message copy = copyOf(retry("payment-reprocessor", original, 1, 1000));

    assertThat(copy.properties().getHeaders()).containsOnlyKeys("x-retry", "x-delay", "first-seen");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 60_000, Integer.MAX_VALUE})
  void theDelayIsAnIntWhereItFits(long millis) {
    Message copy = copyOf(retry("payment-processor", properties(Map.of()), 1, millis));

    assertThat(copy.properties().getHeaders()).containsEntry("x-delay", (int) millis);
  }

  @ParameterizedTest
  @ValueSource(longs = {Integer.MAX_VALUE + 1L, 4_294_967_295L})
  void theDelayIsALongWhereItMustBe(long millis) {
    Message copy = copyOf(retry("payment-processor", properties(Map.of()), 1, millis));

    assertThat(copy.properties().getHeaders()).containsEntry("x-delay", millis);
  }
}
