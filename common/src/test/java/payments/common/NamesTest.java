package payments.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NamesTest {

  @Test
  void aWaitingQueueIsNamedByItsDelay() {
    assertThat(Names.waitingQueue(Duration.ofSeconds(1)))
        .isEqualTo("payment-reprocessor.wait.1000ms");
    assertThat(Names.waitingQueue(Duration.ofMillis(4_294_967_295L)))
        .isEqualTo("payment-reprocessor.wait.4294967295ms");
  }
}
