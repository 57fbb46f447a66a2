package payments.consumer.event;

import java.time.Duration;

/** Something that happened, as the consumer reports it on standard output. */
public sealed interface Event {
  /**
   * Messages are taken.
   *
   * @param broker product and version
   * @param delay the delay mode
   * @param reason why that mode
   */
  record Ready(String broker, String delay, String reason) implements Event {}

  /** A client is known from now on, and its registration is safe. */
  record Registered(long clientId) implements Event {}

  /**
   * A payment waits, for its client is not registered.
   *
   * @param attempt number of the coming retry, from 1
   * @param delay how long it waits
   */
  record Postponed(long paymentId, long clientId, int attempt, Duration delay) implements Event {}

  /**
   * A payment was processed.
   *
   * @param attempts how often it was postponed before
   * @param waited how long ago it was first looked at
   */
  record Processed(long paymentId, long clientId, int attempts, Duration waited) implements Event {}

  /** A payment came again after it was processed. */
  record Duplicate(long paymentId, long clientId) implements Event {}

  /**
   * A message was put aside.
   *
   * @param queue where it was taken from
   * @param reason in one word
   * @param detail in a sentence, safe to print
   */
  record DeadLettered(String queue, String reason, String detail) implements Event {}

  /** The consumer ends, having done so much. */
  record Stopped(Totals totals) implements Event {}
}
