package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));

  private static Patience patience(Duration giveUpAfter) {
    return new Patience(SCHEDULE, Optional.ofNullable(giveUpAfter));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3600000, false", // the clock was set: three delays are six seconds
    "4, 9999, false",
    "4, 10000, true",
    "5, 10001, true",
    "3, , false",
    "4, , true"
  })
  void bothTheDelaysAndTheClockHaveToSaySo(int attempts, Long ageMillis, boolean over) {
    Optional<Duration> age = Optional.ofNullable(ageMillis).map(Duration::ofMillis);

    assertThat(patience(Duration.ofSeconds(10)).isOver(attempts, age)).isEqualTo(over);
  }

  @Test
  void unlessAskedToNobodyGivesUp() {
    assertThat(patience(null).isOver(Integer.MAX_VALUE - 1, Optional.empty())).isFalse();
    assertThat(patience(null).isOver(1_000, Optional.of(Duration.ofDays(10_000)))).isFalse();
  }

  @Test
  void theLimitIsToldInMilliseconds() {
    assertThat(patience(Duration.ofSeconds(10)).limit()).isEqualTo("10000 ms");
  }

  @Test
  void delaysAreThoseOfTheSchedule() {
    assertThat(patience(null).delayBefore(5)).isEqualTo(Duration.ofSeconds(5));
  }
}
