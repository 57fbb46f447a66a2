package payments.consumer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the process is to go on. Any thread may end it. */
final class Life {
  private static final Logger log = LoggerFactory.getLogger(Life.class);

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile boolean failed;

  /** Ends it as wished. */
  void stop() {
    end.complete(null);
  }

  /** Ends it because something happened that nobody foresaw: better no consumer than a dead one. */
  void fail(Throwable failure) {
    if (!failed && !isOver()) {
      failed = true;
      log.error("the consumer ends: {}", failure.toString(), failure);
    }
    end.complete(null);
  }

  /** Returns what completes at the end. */
  CompletableFuture<Void> end() {
    return end;
  }

  boolean isOver() {
    return end.isDone();
  }

  boolean isFailed() {
    return failed;
  }

  /** Waits for the end, up to so long, and returns whether it came. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    try {
      end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
