package payments.consumer.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.amqp.Confirmation;
import payments.common.amqp.Message;
import payments.common.amqp.NotConfirmedException;
import payments.consumer.delivery.Journal;
import payments.consumer.delivery.PatientPublisher;
import payments.consumer.event.Event;
import payments.consumer.paymentslog.PaymentKey;
import payments.consumer.paymentslog.PaymentsLog;
import payments.consumer.waiting.Remembered;
import payments.consumer.waiting.WaitingPayments;

/**
 * Processes the payments that wait for a client the moment it becomes known. Their copies come back
 * when they are due, and are recognised by their records. Where there is a log, each is announced
 * first: the broker may have handed on a copy twice, so that another consumer remembers it as well.
 *
 * <p>A thread of its own publishes, for that may block. Any thread may tell it of clients.
 */
public final class AtOnce implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AtOnce.class);
  private static final int MOST_UNCONFIRMED = 500;

  /** Some times what a registration takes to be confirmed. */
  private static final Duration SOON = Duration.ofMillis(200);

  /** Of a turn: enough to process what was announced. */
  private static final Duration LEAST_LEFT = PaymentsLog.TURN.dividedBy(2);

  private final WaitingPayments waiting;
  private final LongPredicate registered;
  private final PaymentsLog log;
  private final PatientPublisher publisher;
  private final Journal journal;
  private final BooleanSupplier blocked;
  private final Executor later;
  private final Consumer<Throwable> failed;
  private final BlockingQueue<Turn> turns = new LinkedBlockingQueue<>();

  /** What is matched and not announced, of all clients. Of the thread. */
  private final Queue<Remembered> matched = new ArrayDeque<>();

  /** Whether an announcement of these is on its way. Of the thread. */
  private boolean announcing;

  /** How many payments of clients that are expected are being announced. Of the thread. */
  private int early;

  private volatile boolean stopping;
  private final Semaphore window = new Semaphore(MOST_UNCONFIRMED);
  private final Thread thread = new Thread(this::run, "at once");

  /** What the thread does next. */
  private interface Turn {
    void run() throws InterruptedException;
  }

  /**
   * Starts for a session.
   *
   * @param registered whether a client is known
   * @param blocked whether the broker takes no messages for now: what is given to it then may
   *     arrive when the copy is in other hands
   * @param later runs what may block, away from the connection's own thread
   * @param failed is told what goes wrong in the thread
   */
  public AtOnce(
      WaitingPayments waiting,
      LongPredicate registered,
      PaymentsLog log,
      PatientPublisher publisher,
      Journal journal,
      BooleanSupplier blocked,
      Executor later,
      Consumer<Throwable> failed) {
    this.waiting = waiting;
    this.registered = registered;
    this.log = log;
    this.publisher = publisher;
    this.journal = journal;
    this.blocked = blocked;
    this.later = later;
    this.failed = failed;
    thread.setDaemon(true);
    thread.start();
  }

  /** Remembers a payment that waits now. Its client may have become known meanwhile. */
  public void remember(Remembered payment) {
    waiting.remember(payment);
    if (registered.test(payment.clientId())) {
      known(payment.clientId());
    }
  }

  /**
   * A registration goes to its log, and its client is known when that confirms it. What waits for
   * the client is announced meanwhile.
   */
  public void expect(long client) {
    if (log.isShared() && waiting.has(client)) {
      turns.add(() -> announceEarly(client));
    }
  }

  /** A client is known from now on. */
  public void known(long client) {
    if (waiting.has(client)) {
      turns.add(() -> match(waiting.take(client)));
    }
  }

  /** Takes no more. */
  public void stop() {
    stopping = true;
  }

  /**
   * Waits, once it takes no more, for what is on its way to be confirmed and written.
   *
   * @param patience how long at most
   */
  public void awaitQuiet(Duration patience) throws InterruptedException {
    if (!window.tryAcquire(MOST_UNCONFIRMED, patience.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.debug("not waited for any longer");
    }
  }

  /** Ends the thread. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        turns.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the session is over
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  /**
   * Not more on their way than can be processed in time, and nothing that may come back before its
   * client is known: whoever got it would wait for a turn that is not taken.
   */
  private void announceEarly(long client) {
    if (stopping || blocked.getAsBoolean()) {
      return;
    }
    List<Remembered> payments = waiting.take(client);
    if (payments.isEmpty()
        || early + payments.size() > MOST_UNCONFIRMED
        || payments.stream().anyMatch(payment -> isOver(payment.endNanos() - SOON.toNanos()))) {
      payments.forEach(this::remember);
      return;
    }
    early += payments.size();
    long end = System.nanoTime() + PaymentsLog.TURN.toNanos();
    log.announce(payments.stream().map(AtOnce::keyOf).toList())
        .thenRun(() -> turns.add(() -> rememberAnnounced(payments, end)));
  }

  private void rememberAnnounced(List<Remembered> payments, long endNanos) {
    early -= payments.size();
    payments.forEach(payment -> remember(payment.announced(endNanos)));
  }

  private void match(Collection<Remembered> payments) throws InterruptedException {
    if (!log.isShared()) {
      for (Remembered payment : payments) {
        process(payment, keyOf(payment), payment.endNanos());
      }
    } else if (payments.stream().allMatch(AtOnce::isInTurn)) { // announced early
      Map<PaymentKey, Remembered> announced = new LinkedHashMap<>();
      payments.forEach(payment -> announced.merge(keyOf(payment), payment, AtOnce::later));
      for (Map.Entry<PaymentKey, Remembered> each : announced.entrySet()) {
        long end = each.getValue().turnEndNanos().getAsLong();
        processIfFirst(each.getValue(), each.getKey(), end);
      }
    } else {
      matched.addAll(payments);
      announceNext();
    }
  }

  private static boolean isInTurn(Remembered payment) {
    return payment.turnEndNanos().isPresent()
        && !isOver(payment.turnEndNanos().getAsLong() - LEAST_LEFT.toNanos());
  }

  private static PaymentKey keyOf(Remembered payment) {
    return PaymentKey.of(payment.carried().messageId(), payment.id());
  }

  /**
   * No more at once than can be processed in time, whatever the number of clients: what is
   * announced in vain holds up others.
   */
  private void announceNext() {
    if (announcing) {
      return;
    }
    if (stopping || blocked.getAsBoolean()) {
      matched.clear(); // their copies come back
    }
    Map<PaymentKey, Remembered> next = new LinkedHashMap<>();
    while (!matched.isEmpty() && next.size() < MOST_UNCONFIRMED) {
      Remembered payment = matched.poll();
      if (!isOver(payment.endNanos())) {
        next.merge(keyOf(payment), payment, AtOnce::later);
      }
    }
    if (!next.isEmpty()) {
      announcing = true;
      long end = System.nanoTime() + PaymentsLog.TURN.toNanos();
      log.announce(next.keySet()).thenRun(() -> turns.add(() -> processInTurn(next, end)));
    }
  }

  /** Of two copies of one payment that which comes back later: until then it is remembered. */
  private static Remembered later(Remembered one, Remembered other) {
    return one.dueMillis() >= other.dueMillis() ? one : other;
  }

  /** The next ones are announced beside it. */
  private void processInTurn(Map<PaymentKey, Remembered> payments, long endNanos)
      throws InterruptedException {
    announcing = false;
    announceNext();
    for (Map.Entry<PaymentKey, Remembered> each : payments.entrySet()) {
      processIfFirst(each.getValue(), each.getKey(), endNanos);
    }
  }

  /**
   * What another consumer is about to process is left to it. What this one has announced first it
   * may process even when the copy has come back meanwhile: whoever has that waits.
   */
  private void processIfFirst(Remembered payment, PaymentKey key, long endNanos)
      throws InterruptedException {
    if (log.isOurTurn(key)) {
      process(payment, key, endNanos);
    }
  }

  /**
   * @param endNanos until when it may be published: with a log, the end of this consumer's turn
   */
  private void process(Remembered payment, PaymentKey key, long endNanos)
      throws InterruptedException {
    window.acquire();
    if (stopping || isOver(endNanos) || blocked.getAsBoolean() || !log.claim(key)) {
      window.release();
      return;
    }
    Event.Processed event = event(payment);
    if (log.isShared()) {
      publish(
          new Step(
              payment,
              key,
              endNanos,
              event,
              log.records(payment.carried(), event, payment.dueMillis())),
          0);
    } else {
      log.done(key, payment.dueMillis());
      journal.write(event);
      window.release();
    }
  }

  private static boolean isOver(long endNanos) {
    return endNanos - System.nanoTime() <= 0;
  }

  private static Event.Processed event(Remembered payment) {
    Duration waited =
        Duration.ofMillis(Math.max(0, System.currentTimeMillis() - payment.firstSeenMillis()));
    return new Event.Processed(
        payment.id(),
        payment.clientId(),
        payment.attempts(),
        waited,
        Event.Processed.Cause.REGISTRATION,
        Optional.of(Instant.ofEpochMilli(payment.dueMillis())));
  }

  private record Step(
      Remembered payment,
      PaymentKey key,
      long endNanos,
      Event.Processed event,
      List<Message> records) {}

  private void publish(Step step, int index) {
    boolean published =
        !isOver(step.endNanos())
            && publisher.tryOnce(
                step.records().get(index),
                new Confirmation() {
                  @Override
                  public void confirmed() {
                    if (index + 1 < step.records().size()) {
                      later.execute(() -> publishNext(step, index + 1));
                    } else {
                      log.done(step.key(), step.payment().dueMillis());
                      journal.write(step.event());
                      window.release();
                    }
                  }

                  @Override
                  public void failed(NotConfirmedException why) {
                    leave(step);
                  }
                });
    if (!published) {
      leave(step);
    }
  }

  /** What an executor's task throws goes nowhere else. */
  private void publishNext(Step step, int index) {
    try {
      publish(step, index);
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  /** Its copy comes back: that costs only time. */
  private void leave(Step step) {
    log.release(step.key());
    window.release();
  }
}
