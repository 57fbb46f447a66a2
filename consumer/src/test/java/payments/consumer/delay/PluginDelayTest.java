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

class PluginDelayTest {

  private final DelayMode mode = new PluginDelay(QueueType.CLASSIC);

  private static BasicProperties properties(Map<String, Object> headers) {
    return new BasicProperties.Builder().headers(headers).build();
  }

  @ParameterizedTest
  @CsvSource({"payment-reprocessor, 7", "payment-processor, 0"})
  void attemptsAreThoseOfACopyAndNotWhatASenderSays(String queue, int attempts) {
    assertThat(mode.attempts(queue, properties(Map.of("x-retry", 7)))).isEqualTo(attempts);
  }

  @Test
  void theDelayOfADeliveryTellsNothing() {
    assertThat(mode.attempts("payment-reprocessor", properties(Map.of("x-delay", -7000L))))
        .isZero();
  }

  @Test
  void aMessageWithoutHeadersWasNotPostponed() {
    assertThat(mode.attempts("payment-reprocessor", new BasicProperties())).isZero();
  }

  /** The plugin returns whatever it delays. */
  @Test
  void aCopyGoesToTheExchangeAndIsNotMandatory() {
    assertThat(mode.placeFor(Duration.ofSeconds(1)))
        .isEqualTo(new Destination("payments", "reprocess.payment", false));
    assertThat(mode.way("payment-processor", new BasicProperties())).isEqualTo(Way.COPY);
  }
}
