package payments.consumer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncomingTest {

  private final Incoming message = Deliveries.first("queue", new BasicProperties(), new byte[] {1});

  @Test
  void itKnowsTheQueueItCameFrom() {
    assertThat(message.queue()).isEqualTo("queue");
  }

  @Test
  void itIsSettledOnce() {
    assertThat(message.isSettled()).isFalse();
    assertThat(message.settle()).isTrue();
    assertThat(message.isSettled()).isTrue();
    assertThat(message.settle()).isFalse();
  }

  /** What is held fills memory with its headers as well. */
  @Test
  void itsHeadersCountAsItsBytesDo() {
    Incoming annotated =
        Deliveries.first(
            "queue",
            new BasicProperties.Builder().headers(Map.of("note", "x".repeat(10_000))).build(),
            new byte[] {1});

    assertThat(annotated.size()).isGreaterThan(message.size() + 10_000);
  }
}
