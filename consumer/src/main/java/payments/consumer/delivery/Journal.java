package payments.consumer.delivery;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import payments.consumer.event.Event;
import payments.consumer.event.EventCounter;
import payments.consumer.event.EventFormat;

/**
 * Writes events, and only then settles the messages they speak of. A thread of its own takes all
 * that has come meanwhile at once: the busier the consumer, the larger the batches.
 *
 * <p>Any thread may add to it; that never blocks.
 */
public final class Journal {
  /** One line, or one thing to do, or both. */
  private record Entry(
      Instant time, Event event, Incoming message, Settlement settlement, Runnable action) {
    static Entry of(Event event) {
      return new Entry(Instant.now(), event, null, null, null);
    }

    static Entry of(Runnable action) {
      return new Entry(null, null, null, null, action);
    }
  }

  /** Long enough for dozens of messages when it is busy, and nothing beside a delay. */
  private static final int GATHERING_MILLIS = 1;

  private final EventFormat format;
  private final OutputStream out;
  private final Consumer<Throwable> onFailure;
  private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
  private final EventCounter counter = new EventCounter();
  private final StringBuilder lines = new StringBuilder();
  private final Set<Inbox> touched = new LinkedHashSet<>();
  private final Thread thread = new Thread(this::run, "journal");
  private volatile boolean open = true;

  /**
   * Starts the thread.
   *
   * @param out where events go; each batch is flushed
   * @param onFailure is told if they cannot be written; nothing is settled from then on
   */
  public Journal(EventFormat format, OutputStream out, Consumer<Throwable> onFailure) {
    this.format = format;
    this.out = out;
    this.onFailure = onFailure;
    thread.setDaemon(true);
    thread.start();
  }

  /** Writes an event that is about no message. */
  public void write(Event event) {
    entries.add(Entry.of(event));
  }

  /** Writes what became of a message, then settles it. */
  public void settle(Incoming message, Settlement settlement, Event event) {
    settle(message, settlement, event, Instant.now());
  }

  /** The same, with the time at which the message was looked at. */
  public void settle(Incoming message, Settlement settlement, Event event, Instant time) {
    entries.add(new Entry(time, event, message, settlement, null));
  }

  /** Settles a message that nothing is to be said of. */
  public void settle(Incoming message, Settlement settlement) {
    entries.add(new Entry(null, null, message, settlement, null));
  }

  /**
   * Puts back what is left in an inbox.
   *
   * @return completes when that is done
   */
  public CompletableFuture<Void> settleRest(Inbox inbox) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    entries.add(
        Entry.of(
            () -> {
              inbox.settleRest();
              done.complete(null);
            }));
    return done;
  }

  /** Writes what is left, then a summary, and ends the thread. Waits for that. */
  public void close() throws InterruptedException {
    entries.add(Entry.of(() -> open = false));
    thread.join();
  }

  private void run() {
    try {
      List<Entry> batch = new ArrayList<>();
      while (open) {
        batch.add(entries.take());
        Thread.sleep(GATHERING_MILLIS);
        entries.drainTo(batch);
        write(batch);
        batch.clear();
      }
      write(List.of(Entry.of(new Event.Stopped(counter.totals()))));
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      onFailure.accept(e);
    }
  }

  private void write(List<Entry> batch) throws IOException {
    lines.setLength(0);
    for (Entry entry : batch) {
      if (entry.event() != null) {
        format.append(entry.time(), entry.event(), lines);
        lines.append('\n');
      }
    }
    if (!lines.isEmpty()) {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    batch.forEach(this::settle);
    touched.forEach(Inbox::flush);
    touched.clear();
  }

  private void settle(Entry entry) {
    if (entry.message() != null) {
      Inbox inbox = entry.message().inbox();
      inbox.settle(entry.message(), entry.settlement());
      touched.add(inbox);
    }
    if (entry.action() != null) {
      entry.action().run();
    }
    if (entry.event() != null) {
      counter.count(entry.event());
    }
  }
}
