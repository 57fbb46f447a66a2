package payments.consumer.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import payments.common.amqp.Message;
import payments.consumer.event.Event;

/**
 * Carries out what was decided about a message: publishes its copies one after the other, each once
 * the one before is confirmed, and hands it to the journal, which writes its event, then settles
 * it. Any thread may use it.
 */
public final class Settler {
  private final PatientPublisher publisher;
  private final Journal journal;
  private final Executor later;
  private final Consumer<Throwable> failed;

  /**
   * Makes one for a session.
   *
   * @param later runs what may block, away from the connection's own thread
   * @param failed is told what goes wrong in a decision that was held
   */
  public Settler(
      PatientPublisher publisher, Journal journal, Executor later, Consumer<Throwable> failed) {
    this.publisher = publisher;
    this.journal = journal;
    this.later = later;
    this.failed = failed;
  }

  /** Does what was decided. The call blocks while the broker takes no bytes. */
  public void settle(Incoming message, Outcome outcome) {
    Instant now = Instant.now();
    if (outcome instanceof Outcome.Done done) {
      journal.acknowledge(message, now, done.event());
    } else if (outcome instanceof Outcome.Republish republish) {
      publish(message, republish, 0, now);
    } else if (outcome instanceof Outcome.Reject reject) {
      journal.reject(message, now, reject.event());
      reject.safe().run();
    } else {
      hold(message, (Outcome.Hold) outcome);
    }
  }

  private void publish(Incoming message, Outcome.Republish republish, int index, Instant decided) {
    List<Message> copies = republish.copies();
    publisher.publish(
        copies.get(index),
        new PatientPublisher.Listener() {
          @Override
          public void confirmed() {
            message.inbox().release(message);
            if (index + 1 < copies.size()) {
              execute(() -> publish(message, republish, index + 1, decided));
            } else {
              journal.acknowledge(message, timeOf(republish.event(), decided), republish.event());
              republish.safe().run();
            }
          }

          @Override
          public void refused() {
            message.inbox().hold(message);
          }

          @Override
          public void retried() {
            message.inbox().release(message);
          }
        });
  }

  /** A payment waits from when it was looked at; all else happens when it is safe. */
  private static Instant timeOf(Optional<Event> event, Instant decided) {
    return event.filter(Event.Postponed.class::isInstance).isPresent() ? decided : Instant.now();
  }

  private void hold(Incoming message, Outcome.Hold hold) {
    if (hold.takesLong()) {
      message.inbox().hold(message);
    } else {
      message.hold(true);
    }
    hold.until()
        .whenComplete(
            (done, failure) ->
                execute(
                    () -> {
                      if (hold.takesLong()) {
                        message.inbox().release(message);
                      } else {
                        message.hold(false);
                      }
                      if (message.inbox().isOver()) {
                        message.hold(true); // it is requeued with the rest
                      } else {
                        settle(message, hold.decision().get());
                      }
                    }));
  }

  /** What a stage of a future throws goes nowhere, and what an executor's task throws either. */
  private void execute(Runnable task) {
    later.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) {
            failed.accept(e);
          }
        });
  }
}
