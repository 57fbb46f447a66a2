package payments.consumer.desk;

import java.time.Duration;
import java.util.Optional;

/**
 * How long payments wait: before the next look, and in all.
 *
 * @param schedule the delays
 * @param giveUpAfter age at which a payment waits no longer, none for never
 */
public record Patience(RetrySchedule schedule, Optional<Duration> giveUpAfter) {
  Duration delayBefore(int attempt) {
    return schedule.delayBefore(attempt);
  }

  /**
   * Whether a payment has waited long enough. Clocks are set, and those of several hosts differ; so
   * its age counts only as far as the delays make it credible, and without an age these alone do.
   *
   * @param attempts how often it was postponed
   * @param age by the clock, none if that cannot be
   */
  boolean isOver(int attempts, Optional<Duration> age) {
    return giveUpAfter.isPresent()
        && schedule.sumOfDelays(attempts).compareTo(giveUpAfter.get()) >= 0
        && (age.isEmpty() || age.get().compareTo(giveUpAfter.get()) >= 0);
  }

  String limit() {
    return giveUpAfter.map(duration -> duration.toMillis() + " ms").orElse("ever");
  }
}
