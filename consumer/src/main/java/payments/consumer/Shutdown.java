package payments.consumer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the process is to end, and why. Any thread may ask for it. */
final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  private final CompletableFuture<Void> requested = new CompletableFuture<>();
  private volatile boolean failure;

  /** Asks for it as a user wishes. */
  void request() {
    requested.complete(null);
  }

  /** Asks for it because of what nobody foresaw: better no consumer than a dead one. */
  void fail(Throwable why) {
    synchronized (this) {
      if (failure || isRequested()) {
        log.debug("after the end: {}", why.toString(), why);
        return;
      }
      failure = true;
    }
    try {
      log.error("the consumer ends: {}{}", why, cure(why), why);
    } finally { // there may be no memory for a line
      requested.complete(null);
    }
  }

  private static String cure(Throwable why) {
    if (!(why instanceof OutOfMemoryError)) {
      return "";
    }
    return String.valueOf(why.getMessage()).contains("thread")
        ? "\n  give it more processes and threads: `ulimit -u`, or the container's limits"
        : "\n  give it more memory (`java -Xmx1g -jar ...`), or a lower --prefetch: what it holds takes three times its size";
  }

  /** Returns what completes when it is asked for. */
  CompletableFuture<Void> requested() {
    return requested;
  }

  boolean isRequested() {
    return requested.isDone();
  }

  boolean isFailure() {
    return failure;
  }

  /** Waits until it is asked for, up to so long, and returns whether it was. */
  boolean await(Duration patience) throws InterruptedException {
    try {
      requested.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
