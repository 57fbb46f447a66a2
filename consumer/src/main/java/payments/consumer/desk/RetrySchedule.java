package payments.consumer.desk;

import java.time.Duration;

/**
 * How long a payment waits before each retry: one step more each time, up to the longest delay.
 *
 * @param step delay before the first retry, from 1 ms, in whole milliseconds
 * @param longest delay that no retry exceeds, from one step to {@link #LONGEST_POSSIBLE}, in whole
 *     milliseconds
 */
public record RetrySchedule(Duration step, Duration longest) {
  /** The longest delay that every way of waiting can do: 2^32 - 1 ms, some 49 days. */
  public static final Duration LONGEST_POSSIBLE = Duration.ofMillis(4_294_967_295L);

  public RetrySchedule {
    if (step.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("the delay step must be at least 1 ms");
    }
    if (longest.compareTo(step) < 0) {
      throw new IllegalArgumentException("the longest delay must be at least one step");
    }
    if (longest.compareTo(LONGEST_POSSIBLE) > 0) {
      throw new IllegalArgumentException(
          "the longest delay must be at most %d ms".formatted(LONGEST_POSSIBLE.toMillis()));
    }
  }

  /**
   * Returns the delay before a retry.
   *
   * @param attempt number of the coming retry, from 1
   * @throws IllegalArgumentException if the attempt is less than 1
   */
  public Duration delayBefore(int attempt) {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be at least 1, was " + attempt);
    }
    return attempt >= numberOfDelays() ? longest : step.multipliedBy(attempt);
  }

  /**
   * Returns how long a payment has waited at the least that was postponed so often.
   *
   * @param attempts from 0
   */
  public Duration sumOfDelays(int attempts) {
    long growing = Math.min(attempts, numberOfDelays() - 1);
    return Duration.ofMillis(
        step.toMillis() * (growing * (growing + 1) / 2)
            + longest.toMillis() * (attempts - growing));
  }

  /** Returns how many different delays there are, from 1. */
  public long numberOfDelays() {
    return (longest.toMillis() + step.toMillis() - 1) / step.toMillis();
  }
}
