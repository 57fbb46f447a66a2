package payments.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunUntilStoppedTest {
  @Test
  void steadySessionIsFollowedByTheNextAtOnce() {
    assertThat(RunUntilStopped.pauseAfter(Duration.ofSeconds(5))).isZero();
    assertThat(RunUntilStopped.pauseAfter(Duration.ofHours(1))).isZero();
  }

  @Test
  void sessionThatEndsAsSoonAsItIsReadyMakesNoHotLoop() {
    assertThat(RunUntilStopped.pauseAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
    assertThat(RunUntilStopped.pauseAfter(Duration.ofMillis(4_999)))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void firstTriesFollowEachOtherFast() {
    Duration pause = Duration.ZERO;
    List<Long> pauses = new ArrayList<>();
    for (int tries = 1; tries <= 5; tries++) {
      pause = RunUntilStopped.pauseAfterFailed(pause);
      pauses.add(pause.toMillis());
    }
    assertThat(pauses).containsExactly(250L, 500L, 1_000L, 1_000L, 1_000L);
  }
}
