package payments.producer;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * How many messages are confirmed, as a bar that grows while someone looks. Any thread may use it.
 */
final class Progress {
  private static final int FEW = 100;

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * A bar on standard error, if that is a terminal and there is something to wait for.
   *
   * @param messages how many there will be, -1 if nobody knows
   */
  static Progress of(long messages) {
    boolean shown = (messages < 0 || messages > FEW) && isTerminal();
    return new Progress(shown ? bar(messages) : null);
  }

  private static boolean isTerminal() {
    // Else Java 22 to 24 have a console even where there is no terminal.
    System.setProperty("jdk.console", "java.base");
    return System.console() != null
        && System.getenv("NO_COLOR") == null
        && !"dumb".equals(System.getenv("TERM"));
  }

  private static ProgressBar bar(long messages) {
    return new ProgressBarBuilder()
        .setTaskName("sent")
        .setInitialMax(messages)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .build();
  }

  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  /** Shows it for the last time, and ends the line. */
  void end() {
    if (bar != null) {
      bar.close();
    }
  }
}
