package payments.consumer.simulation;

/** Tells step by step what happens in a run, for a person to read; usually to nobody. */
final class Trace {
  private final Timeline timeline;
  private final boolean told;

  Trace(Timeline timeline, boolean told) {
    this.timeline = timeline;
    this.told = told;
  }

  boolean isTold() {
    return told;
  }

  /** Tells what somebody does; the text is made only if it is told. */
  void say(String who, String what, Object... details) {
    if (told) {
      double seconds = timeline.now() / (double) Timeline.SECOND;
      System.out.printf("%11.6f  %-13s %s%n", seconds, who, what.formatted(details));
    }
  }
}
