package payments.consumer.simulation;

/** What goes from one to another in one order, each after some time. */
final class Wire {
  private final Timeline timeline;
  private final Chance chance;
  private long lastArrival;

  Wire(Timeline timeline, Chance chance) {
    this.timeline = timeline;
    this.chance = chance;
  }

  /** Has something arrive, after all that was sent before. */
  void send(Runnable arrival) {
    sendBefore(0, arrival);
  }

  /** The same, but not before a moment. */
  void sendBefore(long earliest, Runnable arrival) {
    long at = Math.max(earliest, timeline.now() + chance.latency());
    lastArrival = Math.max(lastArrival, at);
    timeline.at(lastArrival, arrival);
  }
}
