package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {

  private static RetrySchedule schedule(long stepMillis, long longestMillis) {
    return new RetrySchedule(Duration.ofMillis(stepMillis), Duration.ofMillis(longestMillis));
  }

  @ParameterizedTest(name = "step {0}, longest {1}: attempt {2} waits {3} ms")
  @CsvSource({
    "1000, 60000, 1, 1000",
    "1000, 60000, 2, 2000",
    "1000, 60000, 11, 11000",
    "1000, 60000, 59, 59000",
    "1000, 60000, 60, 60000",
    "1000, 60000, 61, 60000",
    "1000, 60000, 2147483646, 60000",
    "1000, 60000, 2147483647, 60000",
    "700, 2000, 1, 700",
    "700, 2000, 2, 1400",
    "700, 2000, 3, 2000",
    "700, 2000, 4, 2000",
    "1000, 1000, 1, 1000",
    "1000, 1000, 2, 1000",
    "1, 4294967295, 2147483647, 2147483647",
    "2, 4294967295, 2147483647, 4294967294",
    "3, 4294967295, 2147483647, 4294967295",
    "4294967295, 4294967295, 1, 4294967295",
    "4294967295, 4294967295, 2147483647, 4294967295"
  })
  void eachRetryWaitsOneStepMoreUpToTheLongest(
      long step, long longest, int attempt, long expectedMillis) {
    assertThat(schedule(step, longest).delayBefore(attempt))
        .isEqualTo(Duration.ofMillis(expectedMillis));
  }

  @ParameterizedTest(name = "step {0}, longest {1}: {2} delays")
  @CsvSource({
    "1000, 60000, 60",
    "700, 2000, 3",
    "1000, 1000, 1",
    "1000, 1001, 2",
    "1, 4294967295, 4294967295"
  })
  void thereAreAsManyDelaysAsStepsToTheLongest(long step, long longest, long expected) {
    assertThat(schedule(step, longest).numberOfDelays()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "step {0}, longest {1}: {2} attempts wait {3} ms together")
  @CsvSource({
    "1000, 60000, 0, 0",
    "1000, 60000, 1, 1000",
    "1000, 60000, 3, 6000",
    "1000, 60000, 59, 1770000",
    "1000, 60000, 60, 1830000",
    "1000, 60000, 61, 1890000",
    "700, 2000, 2, 2100",
    "700, 2000, 3, 4100",
    "700, 2000, 5, 8100",
    "1000, 1000, 4, 4000",
    "2, 4294967295, 2147483647, 4611686016279904256"
  })
  void attemptsTogetherWaitTheSumOfTheirDelays(
      long step, long longest, int attempts, long expectedMillis) {
    assertThat(schedule(step, longest).sumOfDelays(attempts))
        .isEqualTo(Duration.ofMillis(expectedMillis));
  }

  @Test
  void theLastOfTheDelaysIsTheLongest() {
    RetrySchedule schedule = schedule(700, 2000);

    assertThat(schedule.delayBefore((int) schedule.numberOfDelays())).isEqualTo(schedule.longest());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void attemptsCountFromOne(int attempt) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule(1000, 60_000).delayBefore(attempt))
        .withMessage("attempt must be at least 1, was " + attempt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999999S", "PT-106751991167300H"})
  void theStepIsAtLeastOneMillisecond(Duration step) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetrySchedule(step, Duration.ofSeconds(1)))
        .withMessage("the delay step must be at least 1 ms");
  }

  @Test
  void theLongestDelayIsAtLeastOneStep() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule(1000, 999))
        .withMessage("the longest delay must be at least one step");
  }

  @ParameterizedTest
  @ValueSource(longs = {4_294_967_296L, Long.MAX_VALUE})
  void theLongestDelayIsOneThatEveryModeCanDo(long longest) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule(1000, longest))
        .withMessage("the longest delay must be at most 4294967295 ms");
  }

  @Test
  void delaysBeyondLongMillisecondsAreRefusedLikeAnyOther() {
    Duration endless = Duration.ofSeconds(Long.MAX_VALUE);

    assertThatIllegalArgumentException().isThrownBy(() -> new RetrySchedule(endless, endless));
  }
}
