package payments.consumer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.event.Event;
import payments.consumer.event.Event.Processed.Cause;

class TallyTest {
  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(1);

  private final Tally tally =
      new Tally(
          new RetrySchedule(STEP, Duration.ofSeconds(60)),
          List.of("malformed"),
          List.of("connection"));

  private static Event.Processed processed(int attempts, long waitedMillis, Cause cause) {
    Duration waited = Duration.ofMillis(waitedMillis);
    return new Event.Processed(1, 2, attempts, waited, cause, Optional.empty());
  }

  @Test
  void paymentWaitsUntilItIsProcessedAtOnce() {
    Instant due = START.plusSeconds(5);
    tally.accept(START, new Event.Postponed(1, 2, 5, Duration.ofSeconds(5)));
    assertThat(tally.counts(START.plusSeconds(1)).waiting()).isEqualTo(1);

    tally.accept(
        START.plusSeconds(1),
        new Event.Processed(1, 2, 5, Duration.ofSeconds(11), Cause.REGISTRATION, Optional.of(due)));

    assertThat(tally.counts(START.plusSeconds(1)).waiting()).isZero();
  }

  @Test
  void oldestIsAsOldAsItsAttemptsSay() {
    tally.accept(START, new Event.Postponed(1, 2, 4, Duration.ofSeconds(4)));

    Counts counts = tally.counts(START.plusSeconds(1));

    assertThat(counts.oldest()).isEqualTo(Duration.ofSeconds(1 + 2 + 3 + 1));
  }

  @Test
  void latenessIsWhatTheDelaysDoNotExplain() {
    tally.accept(START, processed(3, 6_250, Cause.RETRY));
    tally.accept(START, processed(3, 6_050, Cause.RETRY));
    tally.accept(START, processed(2, 9_000, Cause.REGISTRATION));

    assertThat(tally.lateness().counted().sumSeconds()).isEqualTo(0.3);
    assertThat(tally.takeLatest()).isEqualTo(Duration.ofMillis(250));
    assertThat(tally.takeLatest()).isZero();
  }

  @Test
  void reasonsThatThereAreStandAtZeroBeforeTheyHappen() {
    assertThat(tally.counts(START).deadLetters()).containsEntry("malformed", 0L);
    assertThat(tally.counts(START).restarts()).containsEntry("connection", 0L);
  }

  @Test
  void manyReasonsTakeNoMoreRoom() {
    for (int i = 0; i < 1_000; i++) {
      tally.accept(START, new Event.DeadLettered("q", "reason " + i, ""));
    }

    assertThat(tally.counts(START).deadLetters()).hasSize(51).containsEntry("other", 951L);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 1", "3600000, 17", "3600001, 18", "-5, 0"})
  void histogramCountsUpToTheBound(long millis, int bucket) {
    Histogram histogram = new Histogram();

    histogram.observe(Duration.ofMillis(millis));

    assertThat(histogram.counted().counts()[bucket]).isEqualTo(1);
  }
}
