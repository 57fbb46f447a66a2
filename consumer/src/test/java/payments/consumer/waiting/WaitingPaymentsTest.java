package payments.consumer.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import payments.consumer.paymentslog.Carried;

class WaitingPaymentsTest {
  private static final Duration LONG = Duration.ofHours(1);

  private static Remembered payment(long id, long client, Duration left) {
    return new Remembered(
        id,
        client,
        new Carried(new byte[100], "message " + id, "application/json", null, Map.of()),
        1,
        0,
        0,
        System.nanoTime() + left.toNanos());
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

  @Test
  void forgetsWhatIsDue() {
    WaitingPayments waiting = new WaitingPayments();
    waiting.remember(payment(1, 7, LONG));
    Remembered soon = payment(2, 7, Duration.ofMillis(20));
    waiting.remember(soon);
    waiting.remember(payment(3, 7, LONG));

    while (soon.endNanos() - System.nanoTime() > 0) {
      Thread.onSpinWait();
    }

    assertThat(waiting.size()).isEqualTo(2);
    assertThat(waiting.take(7)).extracting(Remembered::id).containsExactlyInAnyOrder(1L, 3L);
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
