package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final long NOW = 1_795_413_600_123L;
  private static final long LATER = NOW + 3_600_000;

  private static PaymentKey key(long number) {
    return PaymentKey.of("message " + number, number, 0);
  }

  private static boolean knows(Decisions decisions, PaymentKey key) {
    return decisions.of(key) != Decision.OPEN;
  }

  @Test
  void rememberedAreTheLastOnes() {
    Decisions three = new Decisions(3);

    LongStream.rangeClosed(1, 4).forEach(id -> three.add(key(id), Decision.PROCESSED, 0, 0, NOW));

    assertThat(knows(three, key(1))).isFalse();
    assertThat(LongStream.rangeClosed(2, 4)).allMatch(id -> knows(three, key(id)));
    assertThat(three.size()).isEqualTo(3);
  }

  @Test
  void messageIdAndPaymentBothCount() {
    Decisions processed = new Decisions();

    processed.add(PaymentKey.of("message", 1, 0), Decision.PROCESSED, 0, 0, NOW);

    assertThat(knows(processed, PaymentKey.of("message", 1, 0))).isTrue();
    assertThat(knows(processed, PaymentKey.of("message", 2, 0))).isFalse();
    assertThat(knows(processed, PaymentKey.of("other", 1, 0))).isFalse();
  }

  @Test
  void oneWhoseCopyIsOutIsRememberedHoweverManyOthersCome() {
    Decisions hundred = new Decisions(100);
    LongStream.rangeClosed(1, 1_000)
        .forEach(id -> hundred.add(key(id), Decision.PROCESSED, LATER, 0, NOW));

    LongStream.rangeClosed(1_001, 10_000)
        .forEach(id -> hundred.add(key(id), Decision.PROCESSED, 0, 0, NOW));

    assertThat(LongStream.rangeClosed(1, 1_000)).allMatch(id -> knows(hundred, key(id)));
    assertThat(hundred.size()).isLessThan(10_000);
  }

  @Test
  void oneWhoseCopyHasComeBackIsForgottenLikeOthers() {
    Decisions hundred = new Decisions(100);
    LongStream.rangeClosed(1, 100)
        .forEach(id -> hundred.add(key(id), Decision.PROCESSED, NOW + 1, 0, NOW));

    LongStream.rangeClosed(101, 200)
        .forEach(id -> hundred.add(key(id), Decision.PROCESSED, 0, 0, LATER));

    assertThat(LongStream.rangeClosed(1, 100)).noneMatch(id -> knows(hundred, key(id)));
    assertThat(hundred.size()).isEqualTo(100);
  }

  @Test
  void oneWhoseCopyIsAMinuteLateIsStillRemembered() {
    Decisions one = new Decisions(1);
    one.add(key(1), Decision.PROCESSED, NOW, 0, NOW);

    one.add(key(2), Decision.PROCESSED, NOW, 0, NOW + 60_000);
    assertThat(knows(one, key(1))).isTrue();

    one.add(key(3), Decision.PROCESSED, NOW, 0, NOW + 60_001);
    assertThat(knows(one, key(1))).isFalse();
  }

  @Test
  void quarterOfAMillionIsRemembered() {
    Decisions processed = new Decisions();

    LongStream.rangeClosed(1, 300_000)
        .forEach(id -> processed.add(key(id), Decision.PROCESSED, 0, 0, NOW));

    assertThat(LongStream.rangeClosed(50_001, 300_000)).allMatch(id -> knows(processed, key(id)));
    assertThat(LongStream.rangeClosed(1, 50_000)).noneMatch(id -> knows(processed, key(id)));
  }

  /** Without copies that are out, it is a queue of limited length. */
  @Test
  void behavesLikeAnObviousModel() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Decisions processed = new Decisions(1_500);
    Deque<Long> order = new ArrayDeque<>();
    Map<Long, Boolean> model = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      long id = random.nextInt(4_000) + 1;
      if (model.putIfAbsent(id, true) == null) {
        order.add(id);
      }
      processed.add(key(id), Decision.PROCESSED, 0, 0, NOW);
      if (order.size() > 1_500) {
        model.remove(order.remove());
      }
      long asked = random.nextInt(4_000) + 1;
      assertThat(knows(processed, key(asked)))
          .as("seed %d, step %d", seed, i)
          .isEqualTo(model.containsKey(asked));
    }
    assertThat(processed.size()).isEqualTo(model.size());
  }

  @Test
  void ofSeveralDecisionsTheFirstCounts() {
    Decisions decisions = new Decisions();

    assertThat(decisions.add(key(1), Decision.GIVEN_UP, 0, 0, NOW)).isTrue();
    assertThat(decisions.add(key(1), Decision.PROCESSED, 0, 5, NOW)).isFalse();

    assertThat(decisions.of(key(1))).isEqualTo(Decision.GIVEN_UP);
    assertThat(decisions.contentOf(key(1))).isZero();
    assertThat(decisions.of(key(2))).isEqualTo(Decision.OPEN);
  }

  @Test
  void allThatIsKnownOfOneStaysWhileTheRingGrowsAndTurns() {
    Decisions decisions = new Decisions(2_000);
    for (long id = 1; id <= 5_000; id++) {
      decisions.add(key(id), Decision.CANCELLED, id % 2 * LATER, (int) id, NOW);
      if (id % 3 == 0) {
        decisions.handedOn(key(id));
      }
    }

    assertThat(LongStream.rangeClosed(1, 5_000).filter(id -> id % 2 == 1))
        .allSatisfy(
            id -> {
              assertThat(decisions.of(key(id))).isEqualTo(Decision.CANCELLED);
              assertThat(decisions.contentOf(key(id))).isEqualTo((int) (long) id);
              assertThat(decisions.isHandedOn(key(id))).isEqualTo(id % 3 == 0);
            });
  }

  @Test
  void aLaterCopyOfADecidedOneIsWaitedFor() {
    Decisions one = new Decisions(1);
    one.add(key(1), Decision.PROCESSED, 0, 0, NOW);
    one.add(key(1), Decision.PROCESSED, LATER, 0, NOW);

    one.add(key(2), Decision.PROCESSED, 0, 0, NOW);

    assertThat(knows(one, key(1))).isTrue();
  }

  @Test
  void nothingIsKnownOfWhatIsNotRemembered() {
    Decisions decisions = new Decisions();

    decisions.handedOn(key(1));

    assertThat(decisions.isHandedOn(key(1))).isFalse();
    assertThat(decisions.contentOf(key(1))).isZero();
    assertThat(decisions.size()).isZero();
  }

  /** Keys that belong at the end of the table are at its start, too. */
  @Test
  void keysOfTheSamePlacesAreToldApart() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Decisions six = new Decisions(6);
    Deque<PaymentKey> model = new ArrayDeque<>();
    for (int i = 0; i < 100_000; i++) {
      PaymentKey key = crowded(random);
      if (!model.contains(key)) {
        model.add(key);
      }
      six.add(key, Decision.PROCESSED, 0, 0, NOW);
      if (model.size() > 6) {
        model.remove();
      }
      PaymentKey asked = crowded(random);
      assertThat(knows(six, asked))
          .as("seed %d, step %d, %s", seed, i, asked)
          .isEqualTo(model.contains(asked));
    }
  }

  /** The table has 2,048 places at first. */
  private static PaymentKey crowded(Random random) {
    return new PaymentKey(
        random.nextInt(2), 2_045 + random.nextInt(6) + 2_048L * random.nextInt(3));
  }
}
