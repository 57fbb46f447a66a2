package payments.consumer.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** All that is left to chance in a run follows from its seed. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Whether something happens that does once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** Returns a whole number, both bounds included. */
  int from(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** Returns a duration in nanoseconds. */
  long millis(double least, double most) {
    return (long) ((least + random.nextDouble() * (most - least)) * Timeline.MILLI);
  }

  <T> T of(List<T> several) {
    return several.get(random.nextInt(several.size()));
  }

  /** Returns how long something on its way takes: hardly any time, and at times very long. */
  long latency() {
    int kind = random.nextInt(200);
    return kind > 20 ? millis(0.05, 1) : kind > 0 ? millis(1, 60) : millis(60, 2_500);
  }
}
