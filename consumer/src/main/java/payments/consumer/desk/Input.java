package payments.consumer.desk;

import java.util.List;

/** What the desk is told. */
public sealed interface Input {
  /** A message was delivered. */
  record Delivered(Delivery delivery) implements Input {}

  /** The broker has taken responsibility for what was published under a number. */
  record Confirmed(long number) implements Input {}

  /** The broker does not take it now. */
  record Refused(long number) implements Input {}

  /** No queue takes it. */
  record Returned(long number, String why) implements Input {}

  /** A registration was read in its log. */
  record ClientRead(long client) implements Input {}

  /** All registrations have been read that were made before the session. */
  record ClientsComplete() implements Input {}

  /** A record of this process, one that is {@linkplain Memory#expects expected}, was read. */
  record OwnRead(long number) implements Input {}

  /**
   * A decision was read in the log of payments.
   *
   * @param copyDueMillis until when a copy of the payment may come; 0 if none will
   * @param content a hash of what the payment is besides its key, 0 if that is not known
   * @param handedOn whether it has gone to the exchange as far as it should, as far as is known
   */
  record DecisionRead(
      PaymentKey key, Decision decision, long copyDueMillis, int content, boolean handedOn)
      implements Input {}

  /** The exchange has taken these. */
  record HandedOnRead(List<PaymentKey> keys) implements Input {}

  /** All has been read that was in the log of payments when it was asked. */
  record Answered(long number) implements Input {}

  /** The broker takes no messages for now, or takes them again. */
  record Blocked(boolean blocked) implements Input {}

  /** A consumer of a queue is about to get deliveries. */
  record Consuming(Source source, int consumer) implements Input {}

  /** There is another consumer of a queue, as was asked for, and the former one gets no more. */
  record RoomMade(Source source) implements Input {}

  /** A second has passed. */
  record Time() implements Input {}

  /** Nothing new is to be begun. */
  record Stop() implements Input {}
}
