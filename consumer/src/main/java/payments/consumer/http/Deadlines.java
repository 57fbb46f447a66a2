package payments.consumer.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends what takes too long: a client that does not read blocks the thread that answers it. An
 * interrupt closes its connection.
 */
final class Deadlines {
  private final Set<Deadline> all = ConcurrentHashMap.newKeySet();

  /** Sets one for the current thread, which has to close it. */
  Deadline set(Duration time) {
    Deadline deadline = new Deadline(Thread.currentThread(), time);
    all.add(deadline);
    return deadline;
  }

  /** Interrupts what is over time. To be called every second or so. */
  void enforce() {
    all.forEach(Deadline::enforce);
  }

  /** A thread that has so much time until it says that it goes on. */
  final class Deadline implements AutoCloseable {
    private final Thread thread;
    private final long nanos;
    private long since = System.nanoTime();
    private boolean missed;
    private boolean closed;

    private Deadline(Thread thread, Duration time) {
      this.thread = thread;
      this.nanos = time.toNanos();
    }

    /** Starts anew: something was done. */
    synchronized void renew() {
      since = System.nanoTime();
    }

    synchronized boolean missed() {
      return missed;
    }

    private synchronized void enforce() {
      if (!closed && !missed && System.nanoTime() - since > nanos) {
        missed = true;
        thread.interrupt();
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      all.remove(this);
      if (missed) {
        Thread.interrupted(); // the thread serves others next
      }
    }
  }
}
