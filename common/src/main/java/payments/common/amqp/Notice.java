package payments.common.amqp;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what is being waited for, if it takes longer than five seconds. A broker whose node is down,
 * or whose queue has no majority, may not answer at all.
 */
public final class Notice implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Notice.class);
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "notices");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> coming;

  private Notice(ScheduledFuture<?> coming) {
    this.coming = coming;
  }

  /**
   * Starts to wait.
   *
   * @param what the broker is to answer, such as {@code the declaration of queue dead-letters}
   */
  public static Notice of(String what, Broker broker) {
    return of(what, broker.address());
  }

  /**
   * The same, where it is known which node is to answer.
   *
   * @param where host and port
   */
  public static Notice of(String what, String where) {
    return new Notice(
        TIMER.schedule(
            () -> log.warn("waiting for {} to answer {}", where, what),
            SILENCE.toMillis(),
            TimeUnit.MILLISECONDS));
  }

  /** Ends the wait. */
  @Override
  public void close() {
    coming.cancel(false);
  }
}
