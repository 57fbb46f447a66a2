package payments.consumer.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Something that happened, as the consumer reports it on standard output. */
public sealed interface Event {
  /**
   * Messages are taken.
   *
   * @param broker product and version
   * @param delay the delay mode
   * @param reason why that mode
   * @param log where processed payments are kept: the stream's name, or {@code none}
   * @param node host and port of the node that the consumer is on
   */
  record Ready(String broker, String delay, String reason, String log, String node)
      implements Event {}

  /**
   * The consumer starts anew: something was lost.
   *
   * @param reason in one word
   * @param detail in a sentence, safe to print
   */
  record SessionLost(String reason, String detail) implements Event {}

  /**
   * Something that an operator should know.
   *
   * @param text in a sentence, safe to print
   */
  record Warning(String text) implements Event {}

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
   * @param cause what led to it
   * @param copyDue when its copy comes back, which is to be ignored; none if there is none
   */
  record Processed(
      long paymentId,
      long clientId,
      int attempts,
      Duration waited,
      Cause cause,
      Optional<Instant> copyDue)
      implements Event {
    /** What leads to the processing of a payment. */
    public enum Cause {
      /** Its client was known when it came. */
      PAYMENT,
      /** The registration of its client. */
      REGISTRATION,
      /** A later look at it. */
      RETRY
    }
  }

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
