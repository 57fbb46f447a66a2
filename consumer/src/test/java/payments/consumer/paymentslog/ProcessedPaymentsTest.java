package payments.consumer.paymentslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProcessedPaymentsTest {
  private static final long NOW = 1_795_413_600_123L;
  private static final long LATER = NOW + 3_600_000;

  private static PaymentKey key(long number) {
    return PaymentKey.of("message " + number, number);
  }

  @Test
  void rememberedAreTheLastOnes() {
    ProcessedPayments three = new ProcessedPayments(3);

    LongStream.rangeClosed(1, 4).forEach(id -> three.add(key(id), 0, NOW));

    assertThat(three.contains(key(1))).isFalse();
    assertThat(LongStream.rangeClosed(2, 4)).allMatch(id -> three.contains(key(id)));
    assertThat(three.size()).isEqualTo(3);
  }

  @Test
  void messageIdAndPaymentBothCount() {
    ProcessedPayments processed = new ProcessedPayments();

    processed.add(PaymentKey.of("message", 1), 0, NOW);

    assertThat(processed.contains(PaymentKey.of("message", 1))).isTrue();
    assertThat(processed.contains(PaymentKey.of("message", 2))).isFalse();
    assertThat(processed.contains(PaymentKey.of("other", 1))).isFalse();
  }

  @Test
  void oneWhoseCopyIsOutIsRememberedHoweverManyOthersCome() {
    ProcessedPayments hundred = new ProcessedPayments(100);
    LongStream.rangeClosed(1, 1_000).forEach(id -> hundred.add(key(id), LATER, NOW));

    LongStream.rangeClosed(1_001, 10_000).forEach(id -> hundred.add(key(id), 0, NOW));

    assertThat(LongStream.rangeClosed(1, 1_000)).allMatch(id -> hundred.contains(key(id)));
    assertThat(hundred.size()).isLessThan(10_000);
  }

  @Test
  void oneWhoseCopyHasComeBackIsForgottenLikeOthers() {
    ProcessedPayments hundred = new ProcessedPayments(100);
    LongStream.rangeClosed(1, 100).forEach(id -> hundred.add(key(id), NOW + 1, NOW));

    LongStream.rangeClosed(101, 200).forEach(id -> hundred.add(key(id), 0, LATER));

    assertThat(LongStream.rangeClosed(1, 100)).noneMatch(id -> hundred.contains(key(id)));
    assertThat(hundred.size()).isEqualTo(100);
  }

  @Test
  void oneWhoseCopyIsAMinuteLateIsStillRemembered() {
    ProcessedPayments one = new ProcessedPayments(1);
    one.add(key(1), NOW, NOW);

    one.add(key(2), NOW, NOW + 60_000);
    assertThat(one.contains(key(1))).isTrue();

    one.add(key(3), NOW, NOW + 60_001);
    assertThat(one.contains(key(1))).isFalse();
  }

  @Test
  void quarterOfAMillionIsRemembered() {
    ProcessedPayments processed = new ProcessedPayments();

    LongStream.rangeClosed(1, 300_000).forEach(id -> processed.add(key(id), 0, NOW));

    assertThat(LongStream.rangeClosed(50_001, 300_000)).allMatch(id -> processed.contains(key(id)));
    assertThat(LongStream.rangeClosed(1, 50_000)).noneMatch(id -> processed.contains(key(id)));
  }

  /** Without copies that are out, it is a queue of limited length. */
  @Test
  void behavesLikeAnObviousModel() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ProcessedPayments processed = new ProcessedPayments(1_500);
    Deque<Long> order = new ArrayDeque<>();
    Map<Long, Boolean> model = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      long id = random.nextInt(4_000) + 1;
      if (model.putIfAbsent(id, true) == null) {
        order.add(id);
      }
      processed.add(key(id), 0, NOW);
      if (order.size() > 1_500) {
        model.remove(order.remove());
      }
      long asked = random.nextInt(4_000) + 1;
      assertThat(processed.contains(key(asked)))
          .as("seed %d, step %d", seed, i)
          .isEqualTo(model.containsKey(asked));
    }
    assertThat(processed.size()).isEqualTo(model.size());
  }
}
