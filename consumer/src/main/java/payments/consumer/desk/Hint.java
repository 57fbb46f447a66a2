package payments.consumer.desk;

import payments.common.Payment;

/**
 * A payment that waits on the broker, as this consumer remembers it.
 *
 * @param payment what it is
 * @param key what it is known by
 * @param carried what goes on of its message when it is processed
 * @param attempts how often it was postponed
 * @param firstSeenMillis when it was first looked at, in milliseconds of the epoch
 * @param dueMillis when its copy comes back at the earliest, in milliseconds of the epoch
 * @param dueNanos the same by the clock that only goes forward
 */
public record Hint(
    Payment payment,
    PaymentKey key,
    Carried carried,
    int attempts,
    long firstSeenMillis,
    long dueMillis,
    long dueNanos) {
  long client() {
    return payment.clientId();
  }
}
