package payments.producer;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Help.Ansi;

/**
 * How many messages are confirmed, as a bar that grows while someone looks. Any thread may use it.
 */
final class Progress implements AutoCloseable {
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
    boolean shown = (messages < 0 || messages > FEW) && Ansi.AUTO.enabled();
    return new Progress(shown ? bar(messages) : null);
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

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
