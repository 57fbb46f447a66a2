package payments.consumer.delivery;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import payments.common.amqp.Message;
import payments.consumer.event.Event;

/**
 * What is to become of a delivered message. Nothing is done yet: a {@link Settler} does it. Until
 * then, and if it cannot, the broker keeps the message.
 */
public sealed interface Outcome {
  /**
   * Its effect is safe, or there is none: the event is written, then the message is acknowledged.
   *
   * @param event what to report, if anything
   */
  record Done(Optional<Event> event) implements Outcome {
    /** There is something to report. */
    public Done(Event event) {
      this(Optional.of(event));
    }
  }

  /**
   * Its effect is in copies: each is published when the one before is confirmed; then the event is
   * written and the message acknowledged.
   *
   * @param copies at least one
   * @param event what to report, if anything
   * @param safe runs when the last copy is confirmed, on the connection's own thread
   */
  record Republish(List<Message> copies, Optional<Event> event, Runnable safe) implements Outcome {

    /** One copy, and nothing else that depends on it. */
    public Republish(Message copy, Optional<Event> event) {
      this(List.of(copy), event, () -> {});
    }

    /** The same, and something more once all is safe. */
    public Republish andThen(Runnable more) {
      return new Republish(copies, event, more);
    }
  }

  /**
   * Its queue holds it back, the longer the more often: the event is written, then the message is
   * rejected and requeued.
   *
   * @param event what to report
   * @param safe runs at once: the broker has the message
   */
  record Reject(Event event, Runnable safe) implements Outcome {
    /** Nothing else depends on it. */
    public Reject(Event event) {
      this(event, () -> {});
    }

    /** The same, and something more once all is safe. */
    public Reject andThen(Runnable more) {
      return new Reject(event, more);
    }
  }

  /**
   * Nobody can tell yet.
   *
   * @param until completes, in whatever way, when there is more to know
   * @param takesLong whether that may take seconds, so that others are to have its room
   * @param decision what is to become of it then
   */
  record Hold(CompletableFuture<?> until, boolean takesLong, Supplier<Outcome> decision)
      implements Outcome {}
}
