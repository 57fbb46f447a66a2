package payments.consumer.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.Headers;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Failures;

/**
 * Reads a stream and goes on as others add to it. All that was in it at some moment has been read
 * when a mark, published at that moment, comes by.
 *
 * <p>Records come on the channel's thread; any thread may ask for a mark.
 */
public final class LogReader {
  private static final Logger log = LoggerFactory.getLogger(LogReader.class);
  private static final String OFFSET = "x-stream-offset";
  private static final String PROBE_LAST = "probe last";
  private static final String PROBE_SINCE = "probe since";
  private static final String FOLLOWER = "follower";
  private static final int PREFETCH = 2_000;
  private static final int ACKNOWLEDGE_EVERY = 500;
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(2);

  /** Gets each record. */
  @FunctionalInterface
  public interface Records {
    void add(BasicProperties properties, byte[] body);

    /** A mark was read, of whomever. */
    default void mark(BasicProperties properties, byte[] body) {}
  }

  private final Channel channel;
  private final String stream;
  private final String what;
  private final Records records;
  private final Marks marks;
  private final Consumer<String> lost;
  private volatile long count;
  private volatile long firstOffset = -1;
  private volatile long lastDelivery = System.nanoTime();
  private volatile boolean caughtUp;
  private long nextProgress = System.nanoTime() + PROGRESS_EVERY.toNanos();
  private volatile long delivered;
  private long acknowledged;

  /**
   * The number of the first record that came for a probe before the broker said that it is there.
   */
  private final Map<String, Long> early = new ConcurrentHashMap<>();

  private final Follower follower;

  /**
   * Prepares to read.
   *
   * @param channel for this reader alone
   * @param what its records are, for messages: {@code registrations}
   * @param records gets each
   * @param publisher for the marks
   * @param lost is told if the records end, and why
   */
  public LogReader(
      Channel channel,
      String stream,
      String what,
      Records records,
      ConfirmedPublisher publisher,
      Consumer<String> lost) {
    this.channel = channel;
    this.stream = stream;
    this.what = what;
    this.records = records;
    this.lost = lost;
    this.follower = new Follower();
    this.marks = new Marks(stream, publisher, lost);
  }

  /**
   * Starts to read from the first record that there is.
   *
   * @return completes when all that was there has been read
   */
  public CompletableFuture<Void> readAll() throws IOException {
    CompletableFuture<Void> read = mark();
    channel.basicQos(PREFETCH);
    channel.setDefaultConsumer(new Early());
    follow("first");
    return whenCaughtUp(read);
  }

  /**
   * Starts to read the last records. Waits until there is one: of an empty stream, "the last" means
   * "the next", and one that is written just then would be passed over.
   *
   * @param length how many, at least, if there are so many
   * @param age how far back, at least, by the broker's clock
   * @return completes when all that was there has been read
   */
  public CompletableFuture<Void> readTail(long length, Duration age) throws IOException {
    CompletableFuture<Void> read = mark();
    channel.basicQos(PREFETCH);
    channel.setDefaultConsumer(new Early());
    marks.firstConfirm().thenRun(() -> later(() -> findTail(length, age)));
    return whenCaughtUp(read);
  }

  private CompletableFuture<Void> whenCaughtUp(CompletableFuture<Void> read) {
    return read.thenRun(() -> caughtUp = true);
  }

  private void findTail(long length, Duration age) throws IOException {
    String since = age.toSeconds() + "s";
    probe(
        PROBE_LAST,
        "last",
        last -> {
          if (last < length) {
            follow("first");
          } else {
            probe(PROBE_SINCE, since, first -> follow(Math.min(first, last - length)));
          }
        });
  }

  private interface Task {
    void run() throws IOException;
  }

  /**
   * Runs what waits for the broker's answer, on a thread of its own. On the channel's thread it
   * would wait for ever once the client has a thousand deliveries for the channel: it reads no
   * answer before there is room for the next one.
   */
  private void later(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException | RuntimeException | Error e) {
                lost.accept(Failures.reason(e));
              }
            },
            "start of " + stream);
    thread.setDaemon(true);
    thread.start();
  }

  private void probe(String tag, Object offset, Found found) throws IOException {
    consume(tag, offset, new Probe(found));
  }

  private void follow(Object offset) throws IOException {
    consume(FOLLOWER, offset, follower);
  }

  private void consume(String tag, Object offset, DefaultConsumer consumer) throws IOException {
    channel.basicConsume(stream, false, tag, false, false, Map.of(OFFSET, offset), consumer);
  }

  /** Returns what completes when all has been read that is in the log now. */
  public CompletableFuture<Void> mark() {
    return marks.ask();
  }

  /** Returns how many records have been read, marks not counted. */
  public long count() {
    return count;
  }

  /** Returns how many records were before the first that is still there. */
  public long missing() {
    return Math.max(0, firstOffset);
  }

  /** Returns the name of the stream. */
  public String stream() {
    return stream;
  }

  /** Whether all has been read that was there at the start. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** Returns for how long no record has come. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastDelivery);
  }

  /**
   * Returns what is wrong, if a mark that the broker has does not come by.
   *
   * @param patience how long that may take while no other record comes either
   */
  public Optional<String> stall(Duration patience) {
    boolean late =
        marks.waitingSinceConfirm().compareTo(patience) > 0 && silence().compareTo(patience) > 0;
    return late
        ? Optional.of(
            "%s gives no records: one written %d s ago has not come by"
                .formatted(stream, marks.waitingSinceConfirm().toSeconds()))
        : Optional.empty();
  }

  /**
   * Acknowledges what has come. A stream forgets nothing: this only asks for more. Called at times,
   * too, for up to 4.2 RabbitMQ closes the channel half an hour after a delivery that is not
   * acknowledged.
   */
  public synchronized void acknowledge() {
    long upTo = delivered;
    if (upTo > acknowledged) {
      acknowledged = upTo;
      try {
        channel.basicAck(upTo, true);
      } catch (IOException | AlreadyClosedException e) {
        log.debug("no more of {}", stream, e);
      }
    }
  }

  private void progress() {
    if (!caughtUp && System.nanoTime() - nextProgress >= 0) {
      log.info("reading {}: {} {} so far", stream, count, what);
      nextProgress += PROGRESS_EVERY.toNanos();
    }
  }

  private static long offset(BasicProperties properties) {
    Object offset = Headers.all(properties).get(OFFSET);
    return offset instanceof Number number ? number.longValue() : 0;
  }

  private final class Follower extends DefaultConsumer {
    Follower() {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      lastDelivery = System.nanoTime();
      if (firstOffset < 0) {
        firstOffset = offset(properties);
      }
      if (Marks.isMark(properties)) {
        records.mark(properties, body);
        marks.cameBy(properties);
      } else {
        records.add(properties, body);
        count++;
        progress();
      }
      delivered = envelope.getDeliveryTag();
      if (delivered % ACKNOWLEDGE_EVERY == 0) {
        acknowledge();
      }
    }

    @Override
    public void handleCancel(String tag) {
      lost.accept("the broker cancelled the consumer of stream " + stream);
    }

    @Override
    public void handleShutdownSignal(String tag, ShutdownSignalException cause) {
      if (!cause.isHardError()) { // else the connection is lost, which says so itself
        lost.accept(Failures.reason(cause));
      }
    }
  }

  /**
   * Gets what comes before the broker has said that a consumer is there, or after it has said that
   * it is gone: without this the client would end the connection.
   */
  private final class Early extends DefaultConsumer {
    Early() {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      if (tag.equals(FOLLOWER)) {
        follower.handleDelivery(tag, envelope, properties, body);
      } else {
        early.putIfAbsent(tag, offset(properties));
      }
    }
  }

  /** Gets the number of a record. */
  private interface Found {
    void at(long offset) throws IOException;
  }

  /** Learns the number of the first record that comes. */
  private final class Probe extends DefaultConsumer {
    private final Found listener;
    private boolean found;

    Probe(Found listener) {
      super(channel);
      this.listener = listener;
    }

    /** What it was to tell may have come already. */
    @Override
    public void handleConsumeOk(String tag) {
      Long offset = early.get(tag);
      if (offset != null) {
        find(tag, offset);
      }
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      find(tag, offset(properties));
    }

    private void find(String tag, long offset) {
      if (!found) {
        found = true;
        later(
            () -> {
              channel.basicCancel(tag);
              listener.at(offset);
            });
      }
    }

    @Override
    public void handleShutdownSignal(String tag, ShutdownSignalException cause) {
      if (!cause.isHardError()) { // else the connection is lost, which says so itself
        lost.accept(Failures.reason(cause));
      }
    }

    @Override
    public void handleCancel(String tag) {
      lost.accept("the broker cancelled the consumer of stream " + stream);
    }
  }
}
