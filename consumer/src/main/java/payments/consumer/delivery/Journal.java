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
  private record Entry(Instant time, Event event, Runnable settling) {}

  private static final Entry END = new Entry(null, null, null);

  private final EventFormat format;
  private final OutputStream out;
  private final Consumer<Throwable> onFailure;
  private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
  private final EventCounter counter = new EventCounter();
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
    entries.add(new Entry(Instant.now(), event, () -> {}));
  }

  /** Writes what became of a message, then settles it. */
  public void settle(Incoming message, Settlement settlement, Event event) {
    settle(message, settlement, event, Instant.now());
  }

  /** The same, with the time at which the message was looked at. */
  public void settle(Incoming message, Settlement settlement, Event event, Instant time) {
    entries.add(new Entry(time, event, () -> settleNow(message, settlement)));
  }

  /** Settles a message that nothing is to be said of. */
  public void settle(Incoming message, Settlement settlement) {
    entries.add(new Entry(null, null, () -> settleNow(message, settlement)));
  }

  /**
   * Puts back what is left in an inbox.
   *
   * @return completes when that is done
   */
  public CompletableFuture<Void> settleRest(Inbox inbox) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable settling =
        () -> {
          inbox.settleRest();
          done.complete(null);
        };
    entries.add(new Entry(null, null, settling));
    return done;
  }

  /** Writes what is left, then a summary, and ends the thread. Waits for that. */
  public void close() throws InterruptedException {
    entries.add(END);
    thread.join();
  }

  private void settleNow(Incoming message, Settlement settlement) {
    message.inbox().settle(message, settlement);
    touched.add(message.inbox());
  }

  private void run() {
    try {
      List<Entry> batch = new ArrayList<>();
      while (open) {
        batch.add(entries.take());
        entries.drainTo(batch);
        write(batch);
        batch.clear();
      }
      write(List.of(new Entry(Instant.now(), new Event.Stopped(counter.totals()), () -> {})));
    } catch (IOException | InterruptedException | RuntimeException e) {
      onFailure.accept(e);
    }
  }

  private void write(List<Entry> batch) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Entry entry : batch) {
      if (entry.event() != null) {
        lines.append(format.line(entry.time(), entry.event())).append('\n');
      }
    }
    if (!lines.isEmpty()) {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    settle(batch);
  }

  private void settle(List<Entry> batch) {
    for (Entry entry : batch) {
      if (entry == END) {
        open = false;
      } else {
        entry.settling().run();
      }
      if (entry.event() != null) {
        counter.count(entry.event());
      }
    }
    touched.forEach(Inbox::flush);
    touched.clear();
  }
}
