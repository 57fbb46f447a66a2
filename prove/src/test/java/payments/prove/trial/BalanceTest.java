package payments.prove.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BalanceTest {
  @Test
  void allProcessedOnceIsNothingLost() {
    Balance balance =
        new Balance(Set.of(1L, 2L), Set.of(1L, 2L), Set.of(1L, 2L), none(), 0, Set.of(), 0);

    assertThat(balance.once()).isEqualTo(2);
    assertThat(balance.twice()).isEmpty();
    assertThat(balance.lost()).isEmpty();
    assertThat(balance.neverSent()).isEmpty();
    assertThat(balance.numberOfDeadLetters()).isZero();
  }

  @Test
  void confirmedAndNotProcessedIsLost() {
    Balance balance =
        new Balance(Set.of(1L, 2L, 3L), Set.of(3L, 2L, 1L), Set.of(2L), none(), 0, Set.of(), 0);

    assertThat(balance.lost()).containsExactly(1L, 3L);
  }

  @Test
  void inDoubtMayBeProcessedOrNot() {
    Balance balance =
        new Balance(Set.of(1L, 2L, 3L), Set.of(1L), Set.of(1L, 3L), none(), 0, Set.of(), 0);

    assertThat(balance.once()).isEqualTo(2);
    assertThat(balance.lost()).isEmpty();
  }

  @Test
  void whatWasToldTwiceIsNotOnce() {
    SortedSet<Long> twice = new TreeSet<>(Set.of(1L, 3L));
    Balance balance =
        new Balance(Set.of(1L, 2L, 3L), Set.of(1L, 2L), Set.of(1L, 2L, 3L), twice, 0, Set.of(), 0);

    assertThat(balance.once()).isEqualTo(1);
  }

  @Test
  void deadLetterIsNotLost() {
    Balance balance =
        new Balance(Set.of(1L, 2L), Set.of(1L, 2L), Set.of(1L), none(), 0, Set.of(2L), 1);

    assertThat(balance.lost()).isEmpty();
    assertThat(balance.numberOfDeadLetters()).isEqualTo(2);
  }

  @Test
  void recordOfWhatNobodySentIsTold() {
    Balance balance = new Balance(Set.of(1L), Set.of(1L), Set.of(1L, 9L), none(), 0, Set.of(), 0);

    assertThat(balance.neverSent()).containsExactly(9L);
  }

  private static SortedSet<Long> none() {
    return new TreeSet<>();
  }
}
