package payments.consumer.event;

import java.time.Duration;
import java.util.Optional;

/** One event of each kind. */
final class Examples {
  static final Event READY =
      new Event.Ready("RabbitMQ 4.3.6", "native", "as asked for", "payments-log", "localhost:5672");
  static final Event REGISTERED = new Event.Registered(1);
  static final Event POSTPONED = new Event.Postponed(8843, 1, 1, Duration.ofSeconds(1));
  static final Event PROCESSED =
      new Event.Processed(
          8843, 1, 3, Duration.ofMillis(6020), Event.Processed.Cause.RETRY, Optional.empty());
  static final Event DUPLICATE = new Event.Duplicate(8843, 1);
  static final Event DEAD_LETTERED =
      new Event.DeadLettered("payment-processor", "malformed", "the body is not a JSON object");
  static final Event STOPPED = new Event.Stopped(new Totals(1, 2, 3, 4, 5));

  private Examples() {}
}
