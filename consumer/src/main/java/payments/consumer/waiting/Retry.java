package payments.consumer.waiting;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import payments.common.Headers;
import payments.common.Payment;
import payments.common.amqp.Copies;
import payments.consumer.delivery.Incoming;
import payments.consumer.event.Event;

/**
 * A payment that was looked at in vain and is to be looked at again.
 *
 * @param message as delivered
 * @param payment what is in it
 * @param attempt number of the coming retry, from 1
 * @param delay how long it is to wait before that
 * @param firstSeen when it was first looked at
 */
public record Retry(
    Incoming message, Payment payment, int attempt, Duration delay, Instant firstSeen) {
  /** Returns what to report once it waits. */
  Event.Postponed event() {
    return new Event.Postponed(payment.id(), payment.clientId(), attempt, delay);
  }

  /** Returns the properties of a copy that says how often the payment was postponed. */
  BasicProperties copy() {
    return copy(attempt, delay.toMillis());
  }

  /** Returns the properties of a copy that does not count as postponed. */
  BasicProperties uncountedCopy() {
    return copy(0, 0);
  }

  private BasicProperties copy(int attempts, long delayMillis) {
    BasicProperties original = message.properties();
    Map<String, Object> headers = new HashMap<>();
    headers.put(Headers.RETRY, attempts);
    headers.put(Headers.DELAY, number(delayMillis));
    headers.put(Headers.FIRST_SEEN, firstSeen.toEpochMilli());
    return Copies.properties(original, headers)
        .builder()
        .messageId(payment.messageId(original.getMessageId()))
        .build();
  }

  /** The wire format has an int; only delays beyond 24 days need more. */
  private static Number number(long millis) {
    return millis <= Integer.MAX_VALUE ? (Number) (int) millis : (Number) millis;
  }
}
