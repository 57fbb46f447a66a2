package payments.consumer.simulation;

import java.util.PriorityQueue;

/** Virtual time: what is to happen, in its order. Two things of one moment keep theirs. */
final class Timeline {
  static final long MICRO = 1_000;
  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000_000_000;

  private record Step(long at, long order, Runnable what) implements Comparable<Step> {
    @Override
    public int compareTo(Step other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Step> steps = new PriorityQueue<>();
  private long now;
  private long order;

  /** Returns how many nanoseconds have passed since the start. */
  long now() {
    return now;
  }

  /** Has something happen after so many nanoseconds. */
  void in(long nanos, Runnable what) {
    at(now + nanos, what);
  }

  /** Has something happen at a moment, or now if that is over. */
  void at(long moment, Runnable what) {
    steps.add(new Step(Math.max(now, moment), order++, what));
  }

  /** Lets the next thing happen. There has to be one. */
  void step() {
    Step next = steps.remove();
    now = next.at();
    next.what().run();
  }
}
