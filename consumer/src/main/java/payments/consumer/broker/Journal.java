package payments.consumer.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import payments.consumer.event.Event;
import payments.consumer.event.EventCounter;
import payments.consumer.event.EventFormat;
import payments.consumer.event.EventListener;

/**
 * Writes events, and only then settles the messages they speak of. A thread of its own takes all
 * that has come meanwhile at once: the busier the consumer, the larger the batches.
 *
 * <p>Any thread may add to it; that never blocks.
 */
public final class Journal {
  private sealed interface Entry {
    /** An event that is about no message. */
    record Written(Instant time, Event event) implements Entry {}

    /** A message to acknowledge and, if there is something to say of it, its event. */
    record Acknowledged(Inbox inbox, long deliveryTag, Instant time, Optional<Event> event)
        implements Entry {}

    /** A message to reject, and its event. */
    record Rejected(Inbox inbox, long deliveryTag, Instant time, Event event) implements Entry {}

    /** An inbox of which all that is not settled is to be requeued. */
    record Requeued(Inbox inbox, CompletableFuture<Void> done) implements Entry {}

    /** The end. */
    record Closed() implements Entry {}
  }

  /** Long enough for dozens of messages when it is busy, and nothing beside a delay. */
  private static final int GATHERING_MILLIS = 1;

  /** So soon after the last entries it is busy; a single one need not wait for others. */
  private static final long BUSY_NANOS = 2_000_000;

  private final Supplier<EventFormat> formats;
  private final OutputStream out;
  private final EventListener listener;
  private final Consumer<Throwable> onFailure;
  private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
  private final EventCounter counter = new EventCounter();
  private final StringBuilder lines = new StringBuilder();
  private final Set<Inbox> touched = new LinkedHashSet<>();
  private final Thread thread = new Thread(this::run, "journal");

  /** Of the thread. */
  private EventFormat format;

  private boolean open = true;
  private volatile boolean finished;

  /** When the output was given what it has not taken yet, 0 if it has taken all. */
  private volatile long givenNanos;

  /**
   * Starts the thread.
   *
   * @param formats makes the format, in the thread: that takes long the first time
   * @param out where events go; each batch is flushed
   * @param listener hears of each event that was written
   * @param onFailure is told if they cannot be written; nothing is settled from then on
   */
  public Journal(
      Supplier<EventFormat> formats,
      OutputStream out,
      EventListener listener,
      Consumer<Throwable> onFailure) {
    this.formats = formats;
    this.out = out;
    this.listener = listener;
    this.onFailure = onFailure;
    thread.setDaemon(true);
    thread.start();
  }

  /** Writes an event that is about no message. */
  public void write(Event event) {
    write(Instant.now(), event);
  }

  /** Writes an event of some time ago that is about no message. */
  void write(Instant time, Event event) {
    entries.add(new Entry.Written(time, event));
  }

  /** Writes what became of a message, then acknowledges it. */
  void acknowledge(Inbox inbox, long deliveryTag, Instant time, Optional<Event> event) {
    entries.add(new Entry.Acknowledged(inbox, deliveryTag, time, event));
  }

  /** Writes what became of a message, then rejects it. */
  void reject(Inbox inbox, long deliveryTag, Instant time, Event event) {
    entries.add(new Entry.Rejected(inbox, deliveryTag, time, event));
  }

  /**
   * Requeues what is left in an inbox.
   *
   * @return completes when that is done
   */
  public CompletableFuture<Void> requeueRest(Inbox inbox) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    entries.add(new Entry.Requeued(inbox, done));
    return done;
  }

  /** Returns for how long the output has taken nothing, zero if it takes all. */
  public Duration stuck() {
    long given = givenNanos;
    return given == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - given);
  }

  /**
   * Writes what is left, then a summary, and ends the thread.
   *
   * @param patience how long to wait for that
   * @return whether all is written; if not, what reads the output does not
   */
  public boolean close(Duration patience) throws InterruptedException {
    entries.add(new Entry.Closed());
    thread.join(Math.max(1, patience.toMillis()));
    return finished;
  }

  private void run() {
    try {
      format = formats.get();
      List<Entry> batch = new ArrayList<>();
      long lastNanos = System.nanoTime() - BUSY_NANOS;
      while (open) {
        batch.add(entries.take());
        if (System.nanoTime() - lastNanos < BUSY_NANOS) {
          Thread.sleep(GATHERING_MILLIS);
        }
        entries.drainTo(batch);
        write(batch);
        lastNanos = System.nanoTime();
        batch.clear();
      }
      write(List.of(new Entry.Written(Instant.now(), new Event.Stopped(counter.totals()))));
      finished = true;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      onFailure.accept(e);
    }
  }

  private void write(List<Entry> batch) throws IOException {
    lines.setLength(0);
    for (Entry entry : batch) {
      if (entry instanceof Entry.Acknowledged done) {
        if (done.event().isPresent()) {
          append(done.time(), done.event().get());
        }
      } else if (entry instanceof Entry.Rejected rejected) {
        append(rejected.time(), rejected.event());
      } else if (entry instanceof Entry.Written written) {
        append(written.time(), written.event());
      }
    }
    if (!lines.isEmpty()) {
      givenNanos = System.nanoTime() | 1; // never 0
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      givenNanos = 0;
    }
    batch.forEach(this::settle);
    touched.forEach(Inbox::flush);
    touched.clear();
  }

  private void append(Instant time, Event event) {
    int before = lines.length();
    format.append(time, event, lines);
    if (lines.length() > before) { // else the format leaves it to the log
      lines.append('\n');
    }
  }

  private void settle(Entry entry) {
    if (entry instanceof Entry.Acknowledged done) {
      done.inbox().acknowledge(done.deliveryTag());
      touched.add(done.inbox());
      done.event().ifPresent(event -> count(done.time(), event));
    } else if (entry instanceof Entry.Rejected rejected) {
      rejected.inbox().reject(rejected.deliveryTag());
      touched.add(rejected.inbox());
      count(rejected.time(), rejected.event());
    } else if (entry instanceof Entry.Written written) {
      count(written.time(), written.event());
    } else if (entry instanceof Entry.Requeued rest) {
      rest.inbox().requeueRest();
      rest.done().complete(null);
    } else {
      open = false;
    }
  }

  private void count(Instant time, Event event) {
    counter.count(event);
    listener.happened(time, event);
  }
}
