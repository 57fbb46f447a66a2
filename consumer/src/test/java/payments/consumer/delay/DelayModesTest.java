package payments.consumer.delay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import payments.common.amqp.QueueType;
import payments.consumer.desk.RetrySchedule;

class DelayModesTest {

  @Test
  void theOptionsAreAutoAndEveryModeBestFirst() {
    RetrySchedule schedule = new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));

    assertThat(new DelayModes(schedule, QueueType.CLASSIC).options())
        .containsExactly("auto", "plugin", "native", "ladder");
  }
}
