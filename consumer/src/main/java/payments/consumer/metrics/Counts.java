package payments.consumer.metrics;

import java.time.Duration;
import java.util.Map;
import payments.consumer.event.Event.Processed.Cause;

/**
 * What was counted up to a moment.
 *
 * @param processed payments, by what led to it; each cause is there
 * @param registrations handled
 * @param postponed times that a payment was made to wait
 * @param duplicates payments that came again
 * @param deadLetters messages put aside, by reason
 * @param restarts sessions lost, by reason
 * @param waiting payments that this consumer has postponed and that are not due
 * @param oldest how long ago the oldest of them was looked at first, zero if none waits
 */
public record Counts(
    Map<Cause, Long> processed,
    long registrations,
    long postponed,
    long duplicates,
    Map<String, Long> deadLetters,
    Map<String, Long> restarts,
    long waiting,
    Duration oldest) {
  /** Returns how many payments were processed, whatever led to it. */
  public long allProcessed() {
    return processed.values().stream().mapToLong(Long::longValue).sum();
  }
}
