package payments.consumer.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import payments.consumer.event.EventFormat;
import payments.consumer.event.JsonFormat;

/**
 * The events as server-sent events, as they come: each line of {@code --json} is the data of one.
 * Once a second there is a {@code status}, and sometimes a {@code history}, for the live page.
 *
 * <p>With {@code ?most=N} a reader gets some N a second: of every payment all or none.
 */
final class EventStream implements Endpoint {
  /** Each takes a thread as long as it reads. */
  static final int MOST_READERS = 16;

  private static final String MOST = "most";
  private static final int BATCHES_PER_SECOND = 10;
  private static final int STATUS_EACH = 10;
  private static final int HISTORY_EACH = 20;
  private static final long PAUSE_MILLIS = 1_000 / BATCHES_PER_SECOND;

  private final Feed feed;
  private final Status status;
  private final Clock clock;
  private final String run;
  private final Semaphore places = new Semaphore(MOST_READERS);
  private final LongAdder slowReaders = new LongAdder();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Makes an endpoint.
   *
   * @param run tells this process from those before and after, as numbers begin anew
   */
  EventStream(Feed feed, Status status, Clock clock, String run) {
    this.feed = feed;
    this.status = status;
    this.clock = clock;
    this.run = run;
  }

  /** Returns how many readers were cut off as they read too slowly. */
  long slowReaders() {
    return slowReaders.sum();
  }

  /** Lets all readers go. */
  void close() {
    closed.countDown();
  }

  @Override
  public void answer(HttpExchange exchange, Deadlines.Deadline deadline) throws IOException {
    OptionalLong most = new Query(exchange, Set.of(MOST)).number(MOST);
    if (most.isPresent() && most.getAsLong() < 1) {
      throw new Query.WrongQueryException(MOST + " must be at least 1");
    }
    if (!places.tryAcquire()) {
      Answer.text(503, "there are " + MOST_READERS + " readers already").send(exchange);
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, 0);
      long first = begin(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
      int budget = (int) Math.min(Integer.MAX_VALUE, most.orElse(Integer.MAX_VALUE));
      new Reader(exchange.getResponseBody(), first, budget).run(deadline);
    } finally {
      if (deadline.missed()) {
        slowReaders.increment();
      }
      places.release();
    }
  }

  /** A reader that comes back goes on where it was, if that was with this process. */
  private long begin(String lastId) {
    if (lastId != null && lastId.startsWith(run + "-")) {
      try {
        return Math.max(0, Long.parseLong(lastId.substring(run.length() + 1)));
      } catch (NumberFormatException e) {
        return feed.beginning();
      }
    }
    return feed.beginning();
  }

  /** One who reads. */
  private final class Reader {
    private final OutputStream out;
    private final Sample sample;
    private final EventFormat format = new JsonFormat();
    private final StringBuilder text = new StringBuilder();
    private long next;
    private long missed;

    Reader(OutputStream out, long first, int mostPerSecond) {
      this.out = out;
      this.next = first;
      this.sample = new Sample(Math.max(1, mostPerSecond / BATCHES_PER_SECOND));
    }

    void run(Deadlines.Deadline deadline) throws IOException {
      text.append("retry: 1000\n\n");
      for (long turn = 0; turn == 0 || !isClosed(); turn++) {
        if (turn % STATUS_EACH == 0) {
          named("status", status.json(clock.instant(), sample.oneOf(), missed));
        }
        if (turn % HISTORY_EACH == 0) {
          named("history", status.historyJson());
        }
        events(turn == 0);
        out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        out.flush();
        text.setLength(0);
        deadline.renew();
      }
    }

    private boolean isClosed() throws IOException {
      try {
        return closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    private void events(boolean old) {
      Feed.Batch batch = feed.from(next);
      missed += batch.missed();
      next = batch.next();
      var shown = old ? batch.entries() : sample.of(batch.entries());
      for (Feed.Entry entry : shown) {
        text.append("data: ");
        format.append(entry.time(), entry.event(), text);
        text.append("\n\n");
      }
      if (!shown.isEmpty()) { // the number is that of the next, and goes with the last
        text.insert(text.length() - 1, "id: " + run + "-" + next + "\n");
      }
    }

    private void named(String name, String json) {
      text.append("event: ").append(name).append("\ndata: ").append(json).append("\n\n");
    }
  }
}
