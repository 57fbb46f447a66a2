package payments.consumer;

import com.rabbitmq.client.Connection;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.cli.Program;
import payments.consumer.broker.Journal;
import payments.consumer.desk.Memory;
import payments.consumer.event.Event;
import payments.consumer.event.EventFormat;

/**
 * Runs one session after the other until the process is told to stop. Whatever ends a session, a
 * lost connection or a deleted queue, the next one starts from the beginning: that is the one way
 * of coming back.
 */
final class RunUntilStopped {
  private static final Logger log = LoggerFactory.getLogger(RunUntilStopped.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** What another consumer has just declared is there on all nodes of a cluster by then. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /** A session that was ready so long did not end by what would end the next one, too. */
  private static final Duration STEADY = Duration.ofSeconds(5);

  private static final Duration REMINDER = Duration.ofMinutes(1);
  private static final Duration LONGEST_STOP = Duration.ofMillis(9_500);
  private static final Duration LONGEST_WRITE = Duration.ofMillis(800);
  private static final Duration LONGEST_LOG = Duration.ofMillis(300);

  private final Broker broker;
  private final Settings settings;
  private final Observer observer;
  private final Memory memory = new Memory();
  private final Journal journal;
  private final Shutdown shutdown = new Shutdown();
  private final ErrorOutput errors;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean connecting;
  private volatile Session present;
  private Duration lastReady = Duration.ZERO;
  private boolean warnedOfClassicQueues;
  private volatile int exitCode = Program.FAILED;

  RunUntilStopped(
      Broker broker,
      Settings settings,
      Supplier<EventFormat> formats,
      OutputStream out,
      Observer observer,
      ErrorOutput errors) {
    this.broker = broker;
    this.settings = settings;
    this.observer = observer;
    this.errors = errors;
    this.journal = new Journal(formats, out, observer, shutdown::fail);
    broker.setExceptionHandler(new FatalExceptionHandler(shutdown::fail));
  }

  /**
   * Runs until SIGTERM, SIGINT or a failure.
   *
   * @param waitForBroker how long to try for the first session
   * @return the exit code
   * @throws ReportedException if the first session cannot be opened
   */
  int run(Duration waitForBroker) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "shutdown"));
    try {
      prepareRandomness();
      firstSession(waitForBroker);
      while (!shutdown.isRequested()) {
        comeBack();
      }
      if (!shutdown.isFailure() && closeJournal()) {
        exitCode = 0;
      }
      return exitCode;
    } finally {
      ended.countDown();
    }
  }

  /** What names a reader of logs takes 25 ms the first time: beside connecting it is free. */
  private static void prepareRandomness() {
    Thread thread = new Thread(UUID::randomUUID, "prepare");
    thread.setDaemon(true);
    thread.start();
  }

  private void firstSession(Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    Obstacles obstacles = new Obstacles();
    while (!shutdown.isRequested()) {
      try {
        runSession();
        return;
      } catch (ReportedException e) {
        Duration most = e.passesSoon() && patience.compareTo(SOON) < 0 ? SOON : patience;
        if (!e.mayPass() || System.nanoTime() - start >= most.toNanos()) {
          throw e;
        }
        obstacles.tell(e);
        shutdown.await(PAUSE);
      }
    }
  }

  private void comeBack() throws InterruptedException {
    Obstacles obstacles = new Obstacles();
    Duration pause = pauseAfter(lastReady);
    while (!shutdown.await(pause)) {
      pause = pauseAfterFailed(pause);
      try {
        runSession();
        return;
      } catch (ReportedException e) {
        obstacles.tell(e);
      }
    }
  }

  /** Why there is no session: each reason is told at once, and the same one again each minute. */
  private final class Obstacles {
    private String told = "";
    private long nextReminder;

    void tell(ReportedException e) {
      if (!e.getMessage().equals(told) || System.nanoTime() - nextReminder >= 0) {
        warn(e.getMessage() + "; trying again every " + PAUSE.toSeconds() + " s");
        if (!e.mayPass()) {
          log.warn("{}", e.cure());
        }
        told = e.getMessage();
        nextReminder = System.nanoTime() + REMINDER.toNanos();
      }
    }
  }

  /**
   * Returns how long to wait before the first try after a session that was lost: not at all after a
   * steady one, for another node may be there at once.
   *
   * @param ready how long it took messages
   */
  static Duration pauseAfter(Duration ready) {
    return ready.compareTo(STEADY) >= 0 ? Duration.ZERO : PAUSE;
  }

  /** Returns how long to wait after a try that failed: the others of a cluster are back soon. */
  static Duration pauseAfterFailed(Duration pause) {
    Duration next = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    return next.compareTo(PAUSE) < 0 ? next : PAUSE;
  }

  private void runSession() throws InterruptedException {
    Optional<Lost> lost;
    String node;
    try (Session session = new Session(broker, settings, memory, journal, shutdown, this::warn)) {
      observer.begins(session);
      present = session;
      Connection connection = connect();
      warnOfClassicQueues();
      lost = session.run(connection);
      lastReady = session.ready();
      node = session.node();
    } catch (ReportedException e) {
      observer.ended(e.getMessage());
      throw e;
    }
    observer.ended(lost.map(Lost::detail).orElse("stopping"));
    if (lost.isPresent()) {
      log.warn("{}: {}; starting anew", node, lost.get().detail());
      journal.write(new Event.SessionLost(lost.get().reason(), lost.get().detail()));
    }
  }

  /**
   * Before they are declared, which may take long. AMQP does not tell how many nodes there are; who
   * names several hosts says it.
   */
  private void warnOfClassicQueues() {
    if (broker.hasSeveralHosts() && settings.queueType().isEmpty() && !warnedOfClassicQueues) {
      warnedOfClassicQueues = true;
      warn(
          "the URI names several hosts, and without --queue-type the queues are classic: each stops while its node is down; start with --queue-type quorum, which names each classic queue that is to be removed first, or with --queue-type classic if it is meant so");
    }
  }

  private Connection connect() {
    connecting = true;
    try {
      return broker.connect(Session.NAME);
    } finally {
      connecting = false;
    }
  }

  private void warn(String text) {
    log.warn("{}", text);
    journal.write(new Event.Warning(text));
  }

  /** Standard output may be a pipe that nobody reads. */
  private boolean closeJournal() throws InterruptedException {
    boolean written = journal.close(LONGEST_WRITE);
    if (!written) {
      log.warn("standard output takes nothing more: the last events are not written");
    }
    return written;
  }

  /** In place of the virtual machine's own exit code for a signal, ours. */
  private void stop() {
    shutdown.request();
    try {
      Session session = present;
      boolean idle = connecting || session != null && !session.hasTaken();
      boolean running = ended.getCount() > 0; // a failed start has its exit code already
      if (idle && running && !shutdown.isFailure()) { // what is waited for may take long
        exitCode = closeJournal() ? 0 : Program.FAILED;
      } else if (!ended.await(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("stopped without waiting for the broker any longer");
      }
      errors.drain(LONGEST_LOG);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
