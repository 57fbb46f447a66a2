package payments.producer;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Says what is confirmed and what is in doubt when a signal ends the process: the thread that sends
 * may be held up by a full socket, or by standard input. The virtual machine then exits with 130 or
 * 143.
 */
final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Ledger ledger;
  private final Progress progress;
  private final PrintStream err;
  private final Thread hook = new Thread(this::report, "interruption");
  private volatile String result = "";

  /** Watches for signals from now on. */
  Interruption(Ledger ledger, Progress progress, PrintStream err) {
    this.ledger = ledger;
    this.progress = progress;
    this.err = err;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Notes that all is confirmed and only to be said, which standard output may not let happen. */
  void allIsConfirmed(String what) {
    result = what;
  }

  private void report() {
    try {
      Account account = ledger.stop(PATIENCE);
      progress.end();
      err.println(
          result.isEmpty()
              ? Report.interrupted(account)
              : "interrupted: standard output takes nothing: " + result);
      err.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the watch; if a signal came before, this waits for the end of the process. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      awaitEnd();
    }
  }

  private void awaitEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
