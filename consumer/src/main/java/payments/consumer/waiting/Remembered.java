package payments.consumer.waiting;

import java.util.OptionalLong;
import payments.consumer.paymentslog.Carried;

/**
 * A payment that waits on the broker, as this consumer remembers it.
 *
 * @param id number of the payment
 * @param clientId number of its client
 * @param carried what goes on of its message when it is processed
 * @param attempts how often it was postponed
 * @param firstSeenMillis when it was first looked at, in milliseconds of the epoch
 * @param dueMillis when its copy comes back at the earliest, in milliseconds of the epoch
 * @param endNanos until when it may be matched here, by {@link System#nanoTime}: some time before
 *     the copy comes back, to whomever
 * @param turnEndNanos until when this consumer may begin to process it, by {@link System#nanoTime},
 *     for it has announced that already; empty if it has not
 */
public record Remembered(
    long id,
    long clientId,
    Carried carried,
    int attempts,
    long firstSeenMillis,
    long dueMillis,
    long endNanos,
    OptionalLong turnEndNanos) {

  /** Returns the same payment, announced. */
  public Remembered announced(long turnEndNanos) {
    return new Remembered(
        id,
        clientId,
        carried,
        attempts,
        firstSeenMillis,
        dueMillis,
        endNanos,
        OptionalLong.of(turnEndNanos));
  }
}
