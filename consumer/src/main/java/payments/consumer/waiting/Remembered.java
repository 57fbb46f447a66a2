package payments.consumer.waiting;

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
 */
public record Remembered(
    long id,
    long clientId,
    Carried carried,
    int attempts,
    long firstSeenMillis,
    long dueMillis,
    long endNanos) {}
