package payments.consumer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.Names;
import payments.common.amqp.ConfirmedPublisher;
import payments.consumer.broker.Carrier;
import payments.consumer.broker.ClientLog;
import payments.consumer.broker.Inbox;
import payments.consumer.broker.Journal;
import payments.consumer.desk.Desk;
import payments.consumer.desk.Input;

/**
 * A session while messages are taken.
 *
 * @param inboxes one of each queue
 * @param clientLog none where there are no streams
 * @param timer runs what the desk decided beside deliveries
 */
record Running(
    Desk desk,
    Carrier carrier,
    ConfirmedPublisher publisher,
    List<Inbox> inboxes,
    Optional<ClientLog> clientLog,
    ScheduledExecutorService timer,
    Watch watch) {
  private static final Logger log = LoggerFactory.getLogger(Running.class);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
  private static final Duration LONGEST_REQUEUE = Duration.ofMillis(1_500);

  /** Returns how many deliveries of each queue are not settled. */
  Map<String, Long> unsettled() {
    Map<String, Long> counts = new TreeMap<>();
    inboxes.forEach(inbox -> counts.put(inbox.source().queue(), (long) inbox.unsettled()));
    return counts;
  }

  /**
   * Takes nothing more, waits for the answers to what it published, and requeues the rest. Whatever
   * the broker does not answer is not waited for longer than some seconds.
   */
  void stop(Journal journal, Consumer<String> warn) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_STOP.toNanos();
    carrier.tell(new Input.Stop());
    CompletableFuture<?>[] stopped =
        inboxes.stream()
            .map(inbox -> CompletableFuture.runAsync(inbox::stop, Running::onDaemon))
            .toArray(CompletableFuture[]::new);
    awaitUntil(deadline, CompletableFuture.allOf(stopped));
    while (!carrier.isQuiet() && System.nanoTime() - deadline < 0) {
      Thread.sleep(5);
    }
    awaitWrittenBack(deadline, warn);
    timer.shutdownNow(); // nothing that is requeued may be sent again from here
    timer.awaitTermination(200, TimeUnit.MILLISECONDS);
    long end = System.nanoTime() + LONGEST_REQUEUE.toNanos();
    for (Inbox inbox : inboxes) {
      awaitUntil(end, journal.requeueRest(inbox));
    }
  }

  private void awaitWrittenBack(long deadline, Consumer<String> warn) throws InterruptedException {
    if (clientLog.isPresent() && clientLog.get().leftToWriteBack() > 0) {
      awaitUntil(deadline, clientLog.get().writtenBack().exceptionally(failure -> null));
      if (clientLog.get().leftToWriteBack() > 0) {
        warn.accept(
            "%d clients that %s had lost are not written back: unless another consumer knows them, their payments wait until they register again"
                .formatted(clientLog.get().leftToWriteBack(), Names.CLIENTS_LOG));
      }
    }
  }

  private static void onDaemon(Runnable task) {
    Thread thread = new Thread(task, "stop");
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitUntil(long deadline, CompletableFuture<?> done)
      throws InterruptedException {
    try {
      done.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      log.debug("not waited for any longer", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
