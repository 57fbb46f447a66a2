package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.hint;
import static payments.consumer.desk.Payments.key;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HintsTest {
  private static final long EACH = 256 + 300;
  private static final Moment NOW = at(0);

  private final Hints hints = new Hints(Long.MAX_VALUE);

  /** So many milliseconds after the start; the clock goes through zero meanwhile. */
  private static Moment at(long millis) {
    return new Moment(Duration.ofMillis(millis).toNanos() - 5, 1_000_000 + millis);
  }

  @Test
  void whatWaitsForAClientIsTakenOnce() {
    hints.remember(hint(1, 7, at(1_000)), NOW);
    hints.remember(hint(2, 7, at(1_000)), NOW);
    hints.remember(hint(3, 8, at(1_000)), NOW);

    assertThat(hints.has(7)).isTrue();
    assertThat(hints.take(7, NOW)).extracting(Hint::key).containsOnly(key(1), key(2));
    assertThat(hints.has(7)).isFalse();
    assertThat(hints.take(7, NOW)).isEmpty();
    assertThat(hints.all(NOW)).extracting(Hint::key).containsExactly(key(3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void oneOfSeveralOfAClientIsRemoved(long removed) {
    LongStream.rangeClosed(1, 3).forEach(id -> hints.remember(hint(id, 7, at(1_000)), NOW));

    hints.remove(key(removed));

    assertThat(hints.size()).isEqualTo(2);
    assertThat(hints.dueMillis(key(removed))).isZero();
    assertThat(hints.take(7, NOW)).hasSize(2).extracting(Hint::key).doesNotContain(key(removed));
  }

  @Test
  void ofTwoCopiesOfAPaymentTheLastIsRemembered() {
    hints.remember(hint(1, 7, at(1_000)), NOW);
    hints.remember(hint(1, 7, at(5_000)), NOW);

    assertThat(hints.size()).isOne();
    assertThat(hints.dueMillis(key(1))).isEqualTo(at(5_000).millis());
    assertThat(hints.take(7, NOW)).hasSize(1);
  }

  @Test
  void whatIsDueFirstIsOverdueFirstThoughItWasRememberedLater() {
    hints.remember(hint(1, 7, at(3_000)), NOW);
    hints.remember(hint(2, 7, at(1_000)), NOW);
    hints.remember(hint(3, 7, at(2_000)), NOW);

    assertThat(hints.overdue(at(1_000))).isOne();
    assertThat(hints.mostOverdue(at(3_000)).orElseThrow().key()).isEqualTo(key(2));
    assertThat(hints.overdue(at(2_000))).isEqualTo(3);
  }

  @Test
  void whatIsForgottenIsNotTaken() {
    hints.remember(hint(1, 7, at(1_000)), NOW);
    hints.back(at(1_000));

    assertThat(hints.take(7, at(2_000))).isEmpty();
  }

  @Test
  void whatComesBackIsForgotten() {
    hints.remember(hint(1, 7, at(1_000)), NOW);

    hints.seen(key(1), at(1_000));

    assertThat(hints.has(7)).isFalse();
  }

  @Test
  void whileAnotherCopyOfItIsOutItIsRemembered() {
    hints.remember(hint(1, 7, at(1_000)), NOW);

    hints.seen(key(1), at(999));

    assertThat(hints.dueMillis(key(1))).isEqualTo(at(1_000).millis());
  }

  @Test
  void whatIsDueIsOverdueUntilItIsSeen() {
    hints.remember(hint(1, 7, at(1_000)), NOW);
    hints.remember(hint(2, 7, at(1_100)), NOW);
    assertThat(hints.overdue(at(999))).isZero();
    assertThat(hints.mostOverdue(at(999))).isEmpty();

    assertThat(hints.overdue(at(1_100))).isEqualTo(2);
    assertThat(hints.mostOverdue(at(1_100)).orElseThrow().key()).isEqualTo(key(1));
    hints.seen(key(1), at(1_200));

    assertThat(hints.overdue(at(1_200))).isOne();
    assertThat(hints.mostOverdue(at(1_200)).orElseThrow().key()).isEqualTo(key(2));
  }

  /** Another consumer has got it, for others came in time. */
  @Test
  void whatIsDueForLongerThanOthersAreLateIsForgotten() {
    hints.remember(hint(1, 7, at(1_000)), NOW);
    hints.back(at(1_000));

    assertThat(hints.all(at(1_999))).hasSize(1);
    assertThat(hints.all(at(2_000))).isEmpty();
    assertThat(hints.overdue(at(2_000))).isZero();
    assertThat(hints.has(7)).isFalse();
  }

  @Test
  void whileNothingComesBackAllThatIsDueIsRememberedForTenMinutes() {
    hints.remember(hint(1, 7, at(1_000)), NOW);
    hints.back(at(999));

    assertThat(hints.all(at(600_999))).hasSize(1);
    assertThat(hints.all(at(601_000))).isEmpty();
  }

  @Test
  void theLaterOthersAreTheLongerItIsRemembered() {
    hints.remember(hint(1, 7, at(1_000)), NOW);
    hints.seen(key(1), at(11_000));

    assertThat(hints.graceNanos()).isEqualTo(Duration.ofSeconds(21).toNanos());
    for (int id = 2; id < 1_000; id++) { // these come in time
      hints.remember(hint(id, 7, at(20_000)), at(11_000));
      hints.seen(key(id), at(20_000));
    }
    assertThat(hints.graceNanos()).isBetween(1_000_000_000L, 1_010_000_000L);
  }

  @Test
  void nothingIsRememberedForLongerThanTenMinutes() {
    hints.remember(hint(1, 7, at(1_000)), NOW);
    hints.seen(key(1), at(3_600_000));

    assertThat(hints.graceNanos()).isEqualTo(Duration.ofMinutes(10).toNanos());
  }

  @Test
  void thereIsNoMoreThanThereIsRoomFor() {
    Hints three = new Hints(3, Long.MAX_VALUE);
    Hints small = new Hints(100, 2 * EACH);

    LongStream.rangeClosed(1, 10).forEach(id -> three.remember(hint(id, id, at(1_000)), NOW));
    LongStream.rangeClosed(1, 10).forEach(id -> small.remember(hint(id, id, at(1_000)), NOW));

    assertThat(three.size()).isEqualTo(3);
    assertThat(small.size()).isEqualTo(2);
    small.take(1, NOW);
    small.remember(hint(3, 3, at(1_000)), NOW);
    assertThat(small.has(3)).isTrue();
  }

  @Test
  void manyThatWereTakenLeaveNothingBehind() {
    for (long id = 1; id <= 100_000; id++) {
      hints.remember(hint(id, 7, at(1_000_000)), NOW);
      hints.remove(key(id));
    }

    assertThat(hints.size()).isZero();
    assertThat(hints.all(at(2_000_000))).isEmpty();
  }
}
