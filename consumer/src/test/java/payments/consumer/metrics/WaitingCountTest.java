package payments.consumer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaitingCountTest {
  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final WaitingCount waiting = new WaitingCount(LONGEST);

  @Test
  void countsUntilDue() {
    waiting.add(START, START.plusSeconds(5));

    assertThat(waiting.count(START.plusSeconds(5))).isEqualTo(1);
    assertThat(waiting.count(START.plusMillis(5_100))).isZero();
    assertThat(waiting.oldest(START.plusMillis(5_100))).isEmpty();
  }

  @Test
  void countsNoLongerWhatWasProcessedAtOnce() {
    waiting.add(START, START.plusSeconds(5));
    waiting.remove(START.plusSeconds(5));

    assertThat(waiting.count(START)).isZero();
    assertThat(waiting.oldest(START)).isEmpty();
  }

  @Test
  void findsWhatWasCountedInTheSpanBeside() {
    waiting.add(START, START.plusMillis(5_000));
    waiting.remove(START.plusMillis(4_999));

    assertThat(waiting.count(START)).isZero();
  }

  @Test
  void isNeverBelowZero() {
    waiting.remove(START.plusSeconds(5)); // postponed by the process before
    waiting.add(START, START.plusSeconds(7));

    assertThat(waiting.count(START)).isEqualTo(1);
  }

  @Test
  void knowsTheOldest() {
    waiting.add(START.minusSeconds(100), START.plusSeconds(2));
    waiting.add(START.minusSeconds(1), START.plusSeconds(1));

    assertThat(waiting.oldest(START)).contains(START.minusSeconds(100));
    assertThat(waiting.oldest(START.plusMillis(2_100))).isEmpty();
  }

  @Test
  void takesTheLongestDelayThereIs() {
    Duration days = Duration.ofMillis(4_294_967_295L);
    WaitingCount rare = new WaitingCount(days);
    rare.add(START, START.plus(days));

    assertThat(rare.count(START.plus(days))).isEqualTo(1);
    assertThat(rare.count(START.plus(days).plus(days.dividedBy(900)))).isZero();
  }

  @Test
  void countsAsManyAsAListWould() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Instant> model = new ArrayList<>();
    Instant now = START; // whole spans only, so that both agree to the payment
    for (int step = 0; step < 20_000; step++) {
      now = now.plusMillis(100L * random.nextInt(3));
      Instant time = now;
      model.removeIf(due -> due.isBefore(time));
      if (model.isEmpty() || random.nextBoolean()) {
        Instant due = now.plusMillis(100L * random.nextInt(600));
        model.add(due);
        waiting.add(now, due);
      } else {
        waiting.remove(model.remove(random.nextInt(model.size())));
      }
      assertThat(waiting.count(now)).as("seed %d, step %d", seed, step).isEqualTo(model.size());
    }
  }
}
