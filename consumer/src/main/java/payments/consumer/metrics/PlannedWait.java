package payments.consumer.metrics;

import java.time.Duration;

/** How long payments wait in all by the plan, so that what is longer is lateness. */
final class PlannedWait {
  private final long stepMillis;
  private final long longestMillis;

  /**
   * Makes a plan.
   *
   * @param step how much longer each delay is than the one before, at least 1 ms
   * @param longest delay of all
   */
  PlannedWait(Duration step, Duration longest) {
    stepMillis = step.toMillis();
    longestMillis = longest.toMillis();
  }

  /** Returns how long the first {@code attempts} delays are together. */
  Duration of(int attempts) {
    long growing = Math.min(attempts, longestMillis / stepMillis);
    long millis = stepMillis * (growing * (growing + 1) / 2) + (attempts - growing) * longestMillis;
    return Duration.ofMillis(millis);
  }
}
