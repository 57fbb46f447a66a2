package payments.consumer;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.ReportedException;
import payments.common.amqp.ConfirmedPublisher;
import payments.consumer.broker.Carrier;
import payments.consumer.broker.Inbox;
import payments.consumer.broker.Journal;
import payments.consumer.broker.LogReader;
import payments.consumer.desk.Input;

/**
 * Sees that a session does not stand still without a word: confirms that do not come, logs that
 * give nothing, queues that have messages and deliver none. After a partition a broker may behave
 * so for ever, on a connection that seems to work.
 */
final class Watch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration QUEUE_TICK = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SILENCE = Duration.ofMinutes(1);
  private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(10);

  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          3,
          task -> {
            Thread thread = new Thread(task, "watch");
            thread.setDaemon(true);
            return thread;
          });
  private final ConfirmedPublisher publisher;
  private final List<LogReader> logs;
  private final Journal journal;
  private final Carrier carrier;
  private final Consumer<String> lost;
  private final Consumer<Throwable> failed;
  private int saidOfOutput;
  private volatile boolean blocked;
  private volatile long takesSince = System.nanoTime();

  /** What was seen of a queue, and for how long it has been standing still. */
  private record Standing(long delivered, int looks) {}

  private final Map<Inbox, Standing> standing = new HashMap<>();

  /** Opens a channel to look at queues by. */
  interface Opener {
    Channel open() throws IOException;
  }

  private Channel channel;

  /**
   * Starts to watch over confirms and logs.
   *
   * @param lost is told what stands still
   * @param failed is told what goes wrong here
   */
  Watch(
      ConfirmedPublisher publisher,
      List<LogReader> logs,
      Journal journal,
      Carrier carrier,
      Consumer<String> lost,
      Consumer<Throwable> failed) {
    this.publisher = publisher;
    this.logs = logs;
    this.journal = journal;
    this.carrier = carrier;
    this.lost = lost;
    this.failed = failed;
    every(TICK, () -> carrier.tell(new Input.Time()));
    every(TICK, this::lookAtConfirms);
    every(TICK, this::lookAtOutput);
    every(TICK, this::lookAtLogs); // which may block in asking for a mark
  }

  /** Notes that the broker takes no messages, or takes them again. */
  void setBlocked(boolean blocked) {
    takesSince = System.nanoTime();
    this.blocked = blocked;
    carrier.tell(new Input.Blocked(blocked));
  }

  /** Returns for how long the broker has taken no messages, zero if it takes them. */
  Duration blocked() {
    return blocked ? Duration.ofNanos(System.nanoTime() - takesSince) : Duration.ZERO;
  }

  /**
   * Watches over queues, too.
   *
   * @param hasRoom whether the broker may deliver more to an inbox before a message is settled
   */
  void over(List<Inbox> inboxes, Predicate<Inbox> hasRoom, Opener opener) {
    every(QUEUE_TICK, () -> inboxes.forEach(inbox -> look(inbox, hasRoom, opener)));
  }

  private void every(Duration tick, Runnable look) {
    timer.scheduleWithFixedDelay(
        () -> {
          try {
            look.run();
          } catch (RuntimeException | Error e) {
            failed.accept(e);
          }
        },
        tick.toMillis(),
        tick.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void lookAtConfirms() {
    if (takes() && publisher.oldest().compareTo(PATIENCE) > 0) {
      lost.accept(
          "the broker has not confirmed a message for %d s"
              .formatted(publisher.oldest().toSeconds()));
    }
  }

  /** Whoever does not read may be stopped, or have forgotten it: that is for a user to mend. */
  private void lookAtOutput() {
    Duration stuck = journal.stuck();
    if (stuck.compareTo(OUTPUT_PATIENCE) < 0) {
      saidOfOutput = 0;
    } else if (stuck.compareTo(OUTPUT_PATIENCE.plusMinutes(saidOfOutput)) >= 0) {
      saidOfOutput++;
      log.warn(
          "standard output has taken nothing for {} s: nothing is acknowledged before its event is written; read it, or send it to a file",
          stuck.toSeconds());
    }
  }

  private void lookAtLogs() {
    for (LogReader reader : logs) {
      reader.acknowledge();
      if (takes()) {
        reader.stall(PATIENCE).ifPresent(lost);
      }
      if (reader.isCaughtUp() && !blocked && reader.silence().compareTo(SILENCE) > 0) {
        reader.mark(); // if nothing comes of it, the reader stalls
      }
    }
  }

  /** Whether the broker has taken messages for a while: else much may stand still for that. */
  private boolean takes() {
    return !blocked && System.nanoTime() - takesSince > PATIENCE.toNanos();
  }

  private void look(Inbox inbox, Predicate<Inbox> hasRoom, Opener opener) {
    if (!takes()) {
      standing.remove(inbox);
      return;
    }
    long delivered = inbox.delivered();
    Standing before = standing.get(inbox);
    boolean stands =
        hasRoom.test(inbox)
            && (before == null || before.delivered() == delivered)
            && ready(inbox, opener) > 0;
    int looks = stands ? (before == null ? 1 : before.looks() + 1) : 0;
    standing.put(inbox, new Standing(delivered, looks));
    if (looks * QUEUE_TICK.toSeconds() > PATIENCE.toSeconds()) {
      lost.accept(
          "queue %s has messages ready and delivers none".formatted(inbox.source().queue()));
    }
  }

  /** A refusal closes the channel: the next look opens another one. */
  private long ready(Inbox inbox, Opener opener) {
    try {
      if (channel == null || !channel.isOpen()) {
        channel = opener.open();
      }
      return channel.queueDeclarePassive(inbox.source().queue()).getMessageCount();
    } catch (IOException | AlreadyClosedException | ReportedException e) {
      log.debug("queue {} cannot be looked at", inbox.source().queue(), e);
      return 0;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
