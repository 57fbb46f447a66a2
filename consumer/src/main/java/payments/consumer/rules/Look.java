package payments.consumer.rules;

import java.time.Duration;
import java.time.Instant;
import payments.common.Headers;
import payments.common.Names;
import payments.common.Payment;
import payments.consumer.delivery.Incoming;
import payments.consumer.paymentslog.PaymentKey;

/**
 * One look at a payment.
 *
 * @param message as delivered
 * @param payment what is in it
 * @param key what it is recognised by
 * @param attempts how often it was postponed before
 * @param firstSeen when it was first looked at
 * @param waited how long ago that was; zero if clocks say that it was not yet
 * @param fromTheFuture whether they say so
 */
record Look(
    Incoming message,
    Payment payment,
    PaymentKey key,
    int attempts,
    Instant firstSeen,
    Duration waited,
    boolean fromTheFuture) {
  static Look at(Incoming message, Payment payment, int attempts, Instant now) {
    Instant seen = Headers.firstSeen(message.properties()).orElse(now);
    boolean fromTheFuture = seen.isAfter(now);
    Instant firstSeen = fromTheFuture ? now : seen;
    return new Look(
        message,
        payment,
        PaymentKey.of(payment.messageId(message.properties().getMessageId()), payment.id()),
        attempts,
        firstSeen,
        Duration.between(firstSeen, now),
        fromTheFuture);
  }

  /** Whether somebody may have looked at it before: it is a copy, or delivered again. */
  boolean isRepeated() {
    return message.redelivered()
        || attempts > 0
        || message.queue().equals(Names.PAYMENT_REPROCESSOR)
        || Headers.count(message.properties(), Headers.DELIVERY_COUNT) > 0;
  }
}
