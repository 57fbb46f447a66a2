package payments.consumer.desk;

import java.util.OptionalLong;
import payments.common.Payment;

/**
 * A message that the broker has delivered and keeps until it is settled.
 *
 * @param source the queue it came from
 * @param consumer which of the consumers of that queue, one after the other, has got it
 * @param tag the broker's number of it on its channel
 * @param redelivered whether the broker may have delivered it before
 * @param bodyBytes how long its body is
 * @param size roughly the memory it takes, in bytes
 * @param firstSeenMillis when it was first looked at, as it says itself; none if it does not
 * @param attempts how often it was postponed before, from 0
 * @param content what is in it
 */
public record Delivery(
    Source source,
    int consumer,
    long tag,
    boolean redelivered,
    int bodyBytes,
    long size,
    OptionalLong firstSeenMillis,
    int attempts,
    Content content) {

  /** What is in a message. */
  public sealed interface Content {}

  /** Something that it should not be. */
  public record Unreadable(String why) implements Content {}

  /** A client is registered. */
  public record Registration(long client) implements Content {}

  /**
   * A payment.
   *
   * @param payment what is in the body
   * @param key what it is known by
   * @param way how it is postponed once more
   * @param carried what of it goes on when it is processed
   */
  public record Due(Payment payment, PaymentKey key, Way way, Carried carried) implements Content {}

  /** How a payment is postponed. */
  public enum Way {
    /** A copy is published to where it waits. */
    COPY,
    /** A copy is published to the queue in which it can wait; the next look postpones it. */
    MOVE,
    /** It is rejected, and its queue holds it back. */
    IN_PLACE
  }

  /** Returns the payment that is in it. */
  Due due() {
    return (Due) content;
  }

  /** Whether somebody may have looked at it before: it is a copy, or delivered again. */
  boolean isRepeated() {
    return redelivered || attempts > 0 || source == Source.WAITED;
  }

  @Override
  public String toString() {
    return "%s#%d%s".formatted(source, tag, redelivered ? " again" : "");
  }
}
