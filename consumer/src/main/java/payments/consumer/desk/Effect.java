package payments.consumer.desk;

import java.util.Optional;
import payments.consumer.event.Event;

/** What the desk wants to be done. Whoever does it decides nothing. */
public sealed interface Effect {
  /**
   * Publish a message; what becomes of it is told under its number. A record is confirmed when it
   * is read, so only its refusal is told.
   */
  record Publish(long number, Destination to, Publication what) implements Effect {}

  /**
   * Write the event, if there is one, then acknowledge the message.
   *
   * @param atMillis when that happened, in milliseconds of the epoch
   */
  record Acknowledge(Delivery delivery, Optional<Event> event, long atMillis) implements Effect {}

  /** Write the event, then reject the message, so that its queue holds it back. */
  record HoldBack(Delivery delivery, Event event, long atMillis) implements Effect {}

  /** Write an event that settles nothing. */
  record Report(Event event, long atMillis) implements Effect {}

  /** Tell an operator. */
  record Warn(String text) implements Effect {}

  /** Tell under its number when all is read that is in the log of payments now. */
  record Ask(long number) implements Effect {}

  /** Start another consumer of a queue, and end the present one. */
  record MakeRoom(Source source) implements Effect {}

  /** Publish by another channel from now on. */
  record ChangeChannel() implements Effect {}

  /** End the session: all is to be declared anew. */
  record EndSession(Why why, String detail) implements Effect {}

  /** Why a session has to end. */
  enum Why {
    /** A queue is missing. */
    RETURNED,
    /** Something does not come. */
    STANDSTILL
  }
}
