package payments.consumer.metrics;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A payment that waits for its client and that the consumer remembers until it is due.
 *
 * @param messageId as the message carries it, none if it has none
 * @param firstSeen when a consumer looked at it first
 * @param due when the broker gives it back
 * @param attempts how often it was postponed
 */
public record RememberedPayment(
    long paymentId,
    long clientId,
    Optional<String> messageId,
    Instant firstSeen,
    Instant due,
    int attempts) {
  public RememberedPayment {
    requireNonNull(messageId, "messageId");
    requireNonNull(firstSeen, "firstSeen");
    requireNonNull(due, "due");
  }
}
