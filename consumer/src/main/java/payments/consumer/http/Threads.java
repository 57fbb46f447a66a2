package payments.consumer.http;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the server: few, and none of them keeps the process alive. */
final class Threads {
  private static final long IDLE_SECONDS = 30;

  private Threads() {}

  /** Those that come while all are busy wait: no more than there may be connections. */
  static ThreadPoolExecutor forRequests(int most) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named("http"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  static ScheduledExecutorService timer() {
    return new ScheduledThreadPoolExecutor(1, named("http-timer"));
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
