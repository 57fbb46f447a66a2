package payments.consumer;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.cli.Program;
import payments.consumer.delivery.Journal;
import payments.consumer.event.EventFormat;
import payments.consumer.matching.Matching;

/**
 * Runs one session after the other until the process is told to stop. Whatever ends a session, a
 * lost connection or a deleted queue, the next one starts from the beginning: that is the one way
 * of coming back.
 */
final class RunUntilStopped {
  private static final Logger log = LoggerFactory.getLogger(RunUntilStopped.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

  private final Broker broker;
  private final Settings settings;
  private final Matching matching;
  private final Journal journal;
  private final Life life = new Life();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode = Program.FAILED;

  RunUntilStopped(Broker broker, Settings settings, EventFormat format, OutputStream out) {
    this.broker = broker;
    this.settings = settings;
    this.matching = new Matching(settings.schedule(), settings.giveUpAfter());
    this.journal = new Journal(format, out, life::fail);
    broker.setExceptionHandler(new FatalExceptionHandler(life::fail));
  }

  /**
   * Runs until SIGTERM, SIGINT or a failure.
   *
   * @param waitForBroker how long to try for the first connection
   * @return the exit code
   * @throws ReportedException if the first session cannot be opened
   */
  int run(Duration waitForBroker) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try {
      firstSession(waitForBroker);
      while (!life.isOver()) {
        comeBack();
      }
      if (!life.isFailed()) {
        journal.close();
        exitCode = 0;
      }
      return exitCode;
    } finally {
      ended.countDown();
    }
  }

  /** A connection lost before the session is open counts as one that was not to be had. */
  private void firstSession(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        runSession(broker.connect(Session.NAME));
        return;
      } catch (ReportedException e) {
        boolean mayPass =
            e.getCause() instanceof IOException || e.getCause() instanceof TimeoutException;
        if (!mayPass || System.nanoTime() - deadline >= 0 || life.awaitEnd(PAUSE)) {
          throw e;
        }
      }
    }
  }

  private void comeBack() throws InterruptedException {
    String told = "";
    while (!life.awaitEnd(PAUSE)) {
      try {
        runSession(broker.connect(Session.NAME));
        return;
      } catch (ReportedException e) {
        if (!e.getMessage().equals(told)) {
          log.warn("{}; trying again every {} s", e.getMessage(), PAUSE.toSeconds());
          if (e.getCause() == null) {
            log.warn("{}", e.cure());
          }
        }
        told = e.getMessage();
      }
    }
  }

  private void runSession(Connection connection) throws InterruptedException {
    try (Session session = new Session(broker, settings, matching, journal, life)) {
      session.run(connection);
    }
  }

  /** In place of the virtual machine's own exit code for a signal, ours. */
  private void stop() {
    life.stop();
    try {
      if (!ended.await(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("stopped without waiting for the broker any longer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
