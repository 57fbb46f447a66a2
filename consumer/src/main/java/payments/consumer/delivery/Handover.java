package payments.consumer.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Message;
import payments.common.amqp.NotConfirmedException;

/**
 * Publishes a copy of a message and lets go of the original once the copy is confirmed, and only
 * then. Any thread may use it.
 */
public final class Handover {
  private static final Logger log = LoggerFactory.getLogger(Handover.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ConfirmedPublisher publisher;
  private final Journal journal;
  private final Consumer<String> lost;

  /**
   * Makes one for a session.
   *
   * @param lost is told if a copy found no queue, so that all is declared anew
   */
  public Handover(ConfirmedPublisher publisher, Journal journal, Consumer<String> lost) {
    this.publisher = publisher;
    this.journal = journal;
    this.lost = lost;
  }

  /**
   * Hands a message over to its copy.
   *
   * @param confirmed runs when the copy is confirmed, and settles the original in the journal
   */
  public void handOver(Incoming original, Message copy, Runnable confirmed) {
    CompletableFuture<Void> confirm = publisher.publish(copy);
    confirm.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            confirmed.run();
          } else {
            keep(original, (NotConfirmedException) failure);
          }
        });
  }

  private void keep(Incoming original, NotConfirmedException failure) {
    switch (failure.reason()) {
      case RETURNED -> lost.accept(failure.getMessage());
      case REFUSED -> tryAgainLater(original, failure);
      case LOST -> log.debug("message of {} comes again", original.queue(), failure);
    }
  }

  /** At once would be a hot loop: the broker refuses while a queue is full. */
  private void tryAgainLater(Incoming original, NotConfirmedException failure) {
    log.warn(
        "message of {} goes back in {} s: its copy was not confirmed, {}",
        original.queue(),
        PAUSE.toSeconds(),
        failure.getMessage());
    Executor later =
        CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    later.execute(() -> journal.settle(original, Settlement.RETURN));
  }
}
