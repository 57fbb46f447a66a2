package payments.consumer.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.amqp.Confirmation;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Message;
import payments.common.amqp.NotConfirmedException;

/**
 * Publishes messages until they are taken. What the broker refuses, for a queue is full, is tried
 * again from here: one message a second for each destination, in turn, until one is taken; the
 * others for it wait meanwhile. So a full queue costs next to nothing, and the original of a copy
 * need not be given back, which would count against a delivery limit.
 *
 * <p>Any thread may publish.
 */
public final class PatientPublisher {
  private static final Logger log = LoggerFactory.getLogger(PatientPublisher.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int LARGEST_BURST = 1_024;

  /** After so many probes in vain the next one goes by another channel. */
  private static final int PROBES_A_CHANNEL = 5;

  private static final Duration REMINDER = Duration.ofMinutes(1);

  /** Hears what becomes of a message that is published as often as it takes. */
  public interface Listener {
    /** It is on the broker. On the connection's own thread. */
    void confirmed();

    /** It was refused, or waits behind one that was; it will be tried again. May come often. */
    default void refused() {}

    /** It is tried again now. */
    default void retried() {}
  }

  private record Destination(String exchange, String routingKey) {
    static Destination of(Message message) {
      return new Destination(message.exchange(), message.routingKey());
    }

    @Override
    public String toString() {
      return exchange.isEmpty()
          ? "queue " + routingKey
          : "exchange " + exchange + (routingKey.isEmpty() ? "" : " with key " + routingKey);
    }
  }

  private record Pending(Message message, Listener listener) {}

  /** How often a destination has refused, and when that is to be said again. */
  private static final class Refusals {
    private int burst = 1;
    private int probesInARow;
    private long count;
    private long nextReminder = System.nanoTime();
  }

  private final ConfirmedPublisher publisher;
  private final Runnable anotherChannel;
  private final ScheduledExecutorService timer;
  private final Consumer<String> lost;
  private final Consumer<String> warn;
  private final Consumer<Throwable> failed;

  /** What waits for each destination that refuses. */
  private final Map<Destination, Queue<Pending>> closed = new HashMap<>();

  /** Kept when one takes messages again, for it may refuse the next one. */
  private final Map<Destination, Refusals> refusals = new HashMap<>();

  private volatile boolean anyClosed;

  /**
   * Makes one for a session.
   *
   * @param anotherChannel makes the publisher go on by another channel
   * @param timer runs what is tried again, and may block while the broker takes no bytes
   * @param lost is told if a message found no queue, so that all is declared anew
   * @param warn is told what a user should know
   * @param failed is told what a listener throws on the timer's thread
   */
  public PatientPublisher(
      ConfirmedPublisher publisher,
      Runnable anotherChannel,
      ScheduledExecutorService timer,
      Consumer<String> lost,
      Consumer<String> warn,
      Consumer<Throwable> failed) {
    this.publisher = publisher;
    this.anotherChannel = anotherChannel;
    this.timer = timer;
    this.lost = lost;
    this.warn = warn;
    this.failed = failed;
  }

  /** Publishes a message as often as it takes. The call blocks while the broker takes no bytes. */
  public void publish(Message message, Listener listener) {
    Pending pending = new Pending(message, listener);
    if (!anyClosed || !waits(pending)) {
      send(pending, false);
    }
  }

  /**
   * Publishes a message once, and not at all while its destination refuses.
   *
   * @return whether it was published; if not, nothing is called
   */
  public boolean tryOnce(Message message, Confirmation confirmation) {
    if (anyClosed && isClosed(Destination.of(message))) {
      return false;
    }
    publisher.publish(message, confirmation);
    return true;
  }

  private synchronized boolean isClosed(Destination destination) {
    return closed.containsKey(destination);
  }

  private synchronized boolean waits(Pending pending) {
    Queue<Pending> waiting = closed.get(Destination.of(pending.message()));
    if (waiting == null) {
      return false;
    }
    pending.listener().refused(); // before it can be tried again
    return waiting.add(pending);
  }

  private void send(Pending pending, boolean probe) {
    publisher.publish(
        pending.message(),
        new Confirmation() {
          @Override
          public void confirmed() {
            pending.listener().confirmed();
            if (probe) {
              reopen(Destination.of(pending.message()));
            }
          }

          @Override
          public void failed(NotConfirmedException why) {
            switch (why.reason()) {
              case REFUSED -> refuse(pending, probe);
              case RETURNED -> lost.accept(why.getMessage());
              case LOST -> log.debug("not confirmed, its original comes again", why);
            }
          }
        });
  }

  private void refuse(Pending pending, boolean probe) {
    Destination destination = Destination.of(pending.message());
    synchronized (this) {
      boolean first = !closed.containsKey(destination);
      pending.listener().refused();
      Queue<Pending> waiting = closed.computeIfAbsent(destination, any -> new ArrayDeque<>());
      waiting.add(pending);
      anyClosed = true;
      remind(destination, waiting.size());
      Refusals refused = refusals.get(destination);
      refused.burst = 1;
      refused.probesInARow += probe ? 1 : 0;
      if (first || probe) {
        later(() -> probe(destination), PAUSE);
      }
    }
  }

  private void remind(Destination destination, int waiting) {
    Refusals refused = refusals.computeIfAbsent(destination, any -> new Refusals());
    refused.count++;
    if (System.nanoTime() - refused.nextReminder >= 0) {
      refused.nextReminder = System.nanoTime() + REMINDER.toNanos();
      warn.accept(
          "%s takes no messages: refused %d times so far, %d wait; one is tried again every %d s"
              .formatted(destination, refused.count, waiting, PAUSE.toSeconds()));
    }
  }

  private void probe(Destination destination) {
    Pending next;
    boolean mayBeTheChannel;
    synchronized (this) {
      next = closed.get(destination).remove();
      int probes = refusals.get(destination).probesInARow;
      mayBeTheChannel = probes > 0 && probes % PROBES_A_CHANNEL == 0;
    }
    if (mayBeTheChannel) {
      anotherChannel.run();
    }
    retry(next, true);
  }

  private void retry(Pending pending, boolean probe) {
    pending.listener().retried();
    send(pending, probe);
  }

  /**
   * Twice as many as the time before are tried, the last of them as a probe: a queue that has room
   * for one need not refuse thousands. On the timer, for the connection's own thread must not wait
   * until the broker takes bytes.
   */
  private void reopen(Destination destination) {
    List<Pending> next = new ArrayList<>();
    boolean more;
    synchronized (this) {
      Refusals refused = refusals.get(destination);
      Queue<Pending> waiting = closed.get(destination);
      refused.burst = Math.min(LARGEST_BURST, 2 * refused.burst);
      refused.probesInARow = 0;
      while (next.size() < refused.burst && !waiting.isEmpty()) {
        next.add(waiting.poll());
      }
      more = !waiting.isEmpty();
      if (!more) {
        closed.remove(destination);
        anyClosed = !closed.isEmpty();
        log.debug("{} takes messages again", destination);
      }
    }
    later(
        () -> {
          for (int i = 0; i < next.size(); i++) {
            retry(next.get(i), more && i == next.size() - 1);
          }
        },
        Duration.ZERO);
  }

  private void later(Runnable task, Duration delay) {
    if (!timer.isShutdown()) {
      timer.schedule(
          () -> {
            try {
              task.run();
            } catch (RuntimeException | Error e) {
              failed.accept(e);
            }
          },
          delay.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }
}
