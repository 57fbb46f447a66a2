package payments.consumer.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import payments.consumer.metrics.Counts;
import payments.consumer.metrics.Tally;

/** The last ten minutes in points, for whoever opens the page late. Any thread may read it. */
final class History {
  /** Between two points. */
  static final Duration STEP = Duration.ofSeconds(2);

  private static final int POINTS = 300;
  private static final double NANOS = 1e9;

  /**
   * A moment.
   *
   * @param processedPerSecond since the point before
   * @param latenessMillis the greatest since the point before
   */
  record Point(Instant time, double processedPerSecond, long waiting, long latenessMillis) {}

  private final Tally tally;
  private final Deque<Point> points = new ArrayDeque<>();
  private Instant last;
  private long processed;

  History(Tally tally, Instant start) {
    this.tally = tally;
    this.last = start;
  }

  /** Adds a point if it is time. */
  synchronized void addIfDue(Instant now) {
    Duration passed = Duration.between(last, now);
    if (passed.compareTo(STEP) < 0) {
      return;
    }
    Counts counts = tally.counts(now);
    double rate = (counts.allProcessed() - processed) * NANOS / passed.toNanos();
    points.add(new Point(now, rate, counts.waiting(), tally.takeLatest().toMillis()));
    if (points.size() > POINTS) {
      points.remove();
    }
    processed = counts.allProcessed();
    last = now;
  }

  synchronized List<Point> points() {
    return List.copyOf(points);
  }
}
