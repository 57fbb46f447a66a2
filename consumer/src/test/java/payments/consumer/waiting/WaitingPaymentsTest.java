package payments.consumer.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import payments.consumer.paymentslog.Carried;

class WaitingPaymentsTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(50);
  private static final long ROOM_FOR_ONE = 700;

  private static Remembered payment(long id, long client, Duration left) {
    return new Remembered(
        id,
        client,
        new Carried(new byte[100], "message " + id, "application/json", null, Map.of()),
        1,
        0,
        0,
        System.nanoTime() + left.toNanos(),
        OptionalLong.empty());
  }

  @Test
  void givesOutWhatWaitsForAClientOnce() {
    WaitingPayments waiting = new WaitingPayments();
    waiting.remember(payment(1, 7, LONG));
    waiting.remember(payment(2, 7, LONG));
    waiting.remember(payment(3, 8, LONG));

    assertThat(waiting.has(7)).isTrue();
    assertThat(waiting.take(7)).extracting(Remembered::id).containsExactlyInAnyOrder(1L, 2L);
    assertThat(waiting.has(7)).isFalse();
    assertThat(waiting.take(7)).isEmpty();
    assertThat(waiting.snapshot()).extracting(Remembered::id).containsExactly(3L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void forgetsWhatIsDue(long due) {
    WaitingPayments waiting = new WaitingPayments();
    Remembered soon = payment(due, 7, SOON);
    LongStream.rangeClosed(1, 3)
        .forEach(id -> waiting.remember(id == due ? soon : payment(id, 7, LONG)));

    letPass(soon);

    assertThat(waiting.size()).isEqualTo(2);
    assertThat(waiting.has(7)).isTrue();
    assertThat(waiting.take(7))
        .extracting(Remembered::id)
        .doesNotContain(due)
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsTakenLeavesItsRoomToOthers() {
    WaitingPayments waiting = new WaitingPayments(100, ROOM_FOR_ONE);
    waiting.remember(payment(1, 7, LONG));
    waiting.remember(payment(2, 8, LONG));
    assertThat(waiting.has(8)).isFalse();

    waiting.take(7);
    waiting.remember(payment(3, 9, LONG));

    assertThat(waiting.has(9)).isTrue();
  }

  @Test
  void whatIsDueLeavesItsRoomToOthers() {
    WaitingPayments waiting = new WaitingPayments(1, ROOM_FOR_ONE);
    Remembered soon = payment(1, 7, SOON);
    waiting.remember(soon);

    letPass(soon);
    waiting.remember(payment(2, 8, LONG));

    assertThat(waiting.has(7)).isFalse();
    assertThat(waiting.has(8)).isTrue();
  }

  private static void letPass(Remembered payment) {
    while (payment.endNanos() - System.nanoTime() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void doesNotRememberWhatIsDueAlready() {
    WaitingPayments waiting = new WaitingPayments();

    waiting.remember(payment(1, 7, Duration.ZERO));

    assertThat(waiting.has(7)).isFalse();
  }

  @Test
  void takesNoMoreThanItHasRoomFor() {
    WaitingPayments three = new WaitingPayments(3, Long.MAX_VALUE);
    WaitingPayments small = new WaitingPayments(100, 1_500);

    LongStream.rangeClosed(1, 10).forEach(id -> three.remember(payment(id, id, LONG)));
    LongStream.rangeClosed(1, 10).forEach(id -> small.remember(payment(id, id, LONG)));

    assertThat(three.size()).isEqualTo(3);
    assertThat(small.size()).isBetween(1, 4);
    assertThat(three.take(1)).hasSize(1);
  }

  @Test
  void forgetsManyOfOneClientInNoTime() {
    WaitingPayments waiting = new WaitingPayments(100_000, Long.MAX_VALUE);
    LongStream.rangeClosed(1, 100_000)
        .forEach(id -> waiting.remember(payment(id, 7, Duration.ofMillis(200))));

    assertThat(waiting.size()).isLessThanOrEqualTo(100_000);
    long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
    while (end - System.nanoTime() > 0) {
      Thread.onSpinWait();
    }
    assertThat(waiting.size()).isZero();
    assertThat(waiting.has(7)).isFalse();
  }
}
