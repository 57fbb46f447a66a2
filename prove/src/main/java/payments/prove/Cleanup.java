package payments.prove;

import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.Failures;

/**
 * Ends the trial and removes what it made, whatever ends the program: its own end, a failure, or a
 * signal, after which the virtual machine exits with 130 or 143.
 */
final class Cleanup {
  private static final int TRIES = 5;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Broker broker;
  private final Runnable trialsEnd;
  private final PrintStream err;
  private final Thread hook = new Thread(this::interrupted, "interruption");

  /**
   * Watches for signals from now on.
   *
   * @param trialsEnd ends all that might make something again
   */
  Cleanup(Broker broker, Runnable trialsEnd, PrintStream err) {
    this.broker = broker;
    this.trialsEnd = trialsEnd;
    this.err = err;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupted() {
    trialsEnd.run();
    if (remove()) {
      err.println("interrupted: what was made in virtual host " + where() + " is removed");
    } else {
      err.println("interrupted");
    }
    err.flush();
  }

  /**
   * Ends the trial and removes what it made; if a signal came before, this waits for the end of the
   * process.
   *
   * @return whether all is removed; if not, it has been said
   */
  boolean run() {
    trialsEnd.run();
    boolean removed = remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      awaitEnd();
    }
    return removed;
  }

  private synchronized boolean remove() {
    try {
      String left = tryToRemove();
      for (int again = 1; again < TRIES && !left.isEmpty(); again++) {
        err.println("not removed yet: " + left + "; trying again");
        Thread.sleep(PAUSE.toMillis()); // a connection may be lost, a broker away for a moment
        left = tryToRemove();
      }
      if (left.isEmpty()) {
        return true;
      }
      say(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      say("interrupted");
    }
    return false;
  }

  /** Returns why not all is removed, nothing if it is. */
  private String tryToRemove() throws InterruptedException {
    try {
      List<String> left = new Footprint(broker).remove();
      return left.isEmpty() ? "" : String.join(", ", left) + " is still there";
    } catch (ReportedException e) {
      return e.getMessage();
    } catch (IOException | ShutdownSignalException e) {
      return Failures.reason(e);
    }
  }

  private void say(String why) {
    err.println("not all that was made in virtual host " + where() + " is removed: " + why);
    err.println(
        "  if the virtual host is for this alone, remove it with `rabbitmqctl delete_vhost %s`"
            .formatted(broker.virtualHost()));
  }

  private String where() {
    return broker.virtualHost() + " at " + broker.address();
  }

  private static void awaitEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
