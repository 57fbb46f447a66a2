package payments.common.delay;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import payments.common.Headers;
import payments.common.amqp.Copies;

/**
 * A payment that was looked at in vain and is to be looked at again.
 *
 * @param queue where it was delivered from
 * @param properties as delivered
 * @param body as delivered
 * @param attempt number of the coming retry, from 1
 * @param delay how long it is to wait before that
 * @param firstSeen when it was first looked at
 */
public record Retry(
    String queue,
    BasicProperties properties,
    byte[] body,
    int attempt,
    Duration delay,
    Instant firstSeen) {

  /** Returns the properties of a copy that says how often the payment was postponed. */
  BasicProperties copy() {
    return copy(attempt, delay.toMillis());
  }

  /** Returns the properties of a copy that does not count as postponed. */
  BasicProperties uncountedCopy() {
    return copy(0, 0);
  }

  private BasicProperties copy(int attempts, long delayMillis) {
    return Copies.properties(
        properties,
        Map.of(
            Headers.RETRY, attempts,
            Headers.DELAY, number(delayMillis),
            Headers.FIRST_SEEN, firstSeen.toEpochMilli()));
  }

  /** The wire format has an int; only delays beyond 24 days need more. */
  private static Number number(long millis) {
    return millis <= Integer.MAX_VALUE ? (Number) (int) millis : (Number) millis;
  }
}
