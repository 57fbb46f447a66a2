package payments.prove.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BalanceTest {
  @Test
  void allProcessedOnceIsNothingLost() {
    Balance balance = new Balance(Set.of(1L, 2L), Set.of(1L, 2L), once(1, 2), Set.of(), 0);

    assertThat(balance.once()).isEqualTo(2);
    assertThat(balance.twice()).isEmpty();
    assertThat(balance.lost()).isEmpty();
    assertThat(balance.neverSent()).isEmpty();
    assertThat(balance.numberOfDeadLetters()).isZero();
  }

  @Test
  void confirmedWithoutRecordIsLost() {
    Balance balance = new Balance(Set.of(1L, 2L, 3L), Set.of(3L, 2L, 1L), once(2), Set.of(), 0);

    assertThat(balance.lost()).containsExactly(1L, 3L);
  }

  @Test
  void inDoubtMayBeProcessedOrNot() {
    Balance balance = new Balance(Set.of(1L, 2L, 3L), Set.of(1L), once(1, 3), Set.of(), 0);

    assertThat(balance.once()).isEqualTo(2);
    assertThat(balance.lost()).isEmpty();
  }

  @Test
  void severalRecordsAreTwiceAndNotOnce() {
    Balance balance =
        new Balance(Set.of(1L, 2L, 3L), Set.of(1L, 2L), Map.of(1L, 2, 2L, 1, 3L, 3), Set.of(), 0);

    assertThat(balance.twice()).containsExactly(1L, 3L);
    assertThat(balance.once()).isEqualTo(1);
  }

  @Test
  void deadLetterIsNotLost() {
    Balance balance = new Balance(Set.of(1L, 2L), Set.of(1L, 2L), once(1), Set.of(2L), 1);

    assertThat(balance.lost()).isEmpty();
    assertThat(balance.numberOfDeadLetters()).isEqualTo(2);
  }

  @Test
  void recordOfWhatNobodySentIsTold() {
    Balance balance = new Balance(Set.of(1L), Set.of(1L), once(1, 9), Set.of(), 0);

    assertThat(balance.neverSent()).containsExactly(9L);
  }

  private static Map<Long, Integer> once(long... payments) {
    return Arrays.stream(payments)
        .boxed()
        .collect(Collectors.toMap(payment -> payment, payment -> 1));
  }
}
