package payments.prove;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import payments.common.ReportedException;
import payments.prove.trial.Conservation;
import payments.prove.trial.Plan;

/** How many payments are processed, as a bar on standard error that grows while someone looks. */
final class Progress {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Thread thread;

  private Progress(Thread thread) {
    this.thread = thread;
  }

  /** A bar, if standard error is a terminal. */
  static Progress of(Conservation trial, Plan plan) {
    Thread thread = new Thread(() -> show(trial, plan), "progress");
    thread.setDaemon(true);
    if (isTerminal()) {
      thread.start();
    }
    return new Progress(thread);
  }

  private static boolean isTerminal() {
    // Else Java 22 to 24 have a console even where there is no terminal.
    System.setProperty("jdk.console", "java.base");
    return System.console() != null
        && System.getenv("NO_COLOR") == null
        && !"dumb".equals(System.getenv("TERM"));
  }

  private static void show(Conservation trial, Plan plan) {
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("processed")
            .setInitialMax(plan.payments())
            .setUpdateIntervalMillis((int) PAUSE.toMillis())
            .build()) {
      while (!Thread.currentThread().isInterrupted()) {
        bar.stepTo(trial.processed());
        bar.setExtraMessage(" blows: " + trial.blows());
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ReportedException e) {
      // whoever runs the trial meets it, too, and tells it
    }
  }

  /** Ends the line. */
  void end() {
    thread.interrupt();
    try {
      thread.join(2 * PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
