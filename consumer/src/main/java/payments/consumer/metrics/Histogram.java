package payments.consumer.metrics;

import java.time.Duration;
import java.util.Arrays;

/** Counts durations by length. Any thread may use it. */
final class Histogram {
  /** Quick ones apart, and slow ones up to an hour. */
  static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600
  };

  /**
   * What it has counted.
   *
   * @param counts of each bucket up to its bound, not of those before; the last has no bound
   * @param sumSeconds of all durations
   */
  record Counted(long[] counts, double sumSeconds) {}

  private static final double NANOS = 1e9;

  private final long[] counts = new long[BOUNDS.length + 1];
  private double sumSeconds;

  /** Counts one; one below zero, as of clocks that were set back, is zero. */
  synchronized void observe(Duration duration) {
    double seconds = Math.max(0, duration.getSeconds() + duration.getNano() / NANOS);
    int place = Arrays.binarySearch(BOUNDS, seconds);
    counts[place < 0 ? -place - 1 : place]++;
    sumSeconds += seconds;
  }

  synchronized Counted counted() {
    return new Counted(counts.clone(), sumSeconds);
  }
}
