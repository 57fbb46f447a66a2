package payments.consumer.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import payments.common.RetrySchedule;

class MatchingTest {

  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));

  private final Matching patient = new Matching(SCHEDULE, Optional.empty());

  @Test
  void noClientIsKnownAtFirst() {
    assertThat(patient.clients().contains(1)).isFalse();
  }

  @Test
  void aClientIsKnownOnceAdded() {
    patient.clients().add(1);
    patient.clients().add(1);

    assertThat(patient.clients().contains(1)).isTrue();
    assertThat(patient.clients().contains(2)).isFalse();
  }

  @Test
  void itStartsWhenToldTo() {
    assertThat(patient.isStarted()).isFalse();

    patient.start();

    assertThat(patient.isStarted()).isTrue();
  }

  @Test
  void byDefaultAPaymentIsNeverGivenUp() {
    assertThat(patient.givesUpAfter(Duration.ofSeconds(Long.MAX_VALUE))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1999, false", "2000, true", "2001, true"})
  void aPaymentIsGivenUpAtTheGivenAge(long waitedMillis, boolean expected) {
    Matching impatient = new Matching(SCHEDULE, Optional.of(Duration.ofSeconds(2)));

    assertThat(impatient.givesUpAfter(Duration.ofMillis(waitedMillis))).isEqualTo(expected);
    assertThat(impatient.giveUpAfterText()).isEqualTo("2000 ms");
  }

  @Test
  void aPaymentCanBeGivenUpAtFirstSight() {
    Matching strict = new Matching(SCHEDULE, Optional.of(Duration.ZERO));

    assertThat(strict.givesUpAfter(Duration.ZERO)).isTrue();
  }

  @Test
  void theScheduleIsTheGivenOne() {
    assertThat(patient.schedule()).isEqualTo(SCHEDULE);
  }
}
