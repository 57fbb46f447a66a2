package payments.consumer.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * How many payments wait on the broker, and since when the oldest does, in memory that does not
 * grow with their number: a ring of spans of time, each with the count of those that are due in it.
 *
 * <p>A span is 100 ms, or a thousandth of the longest delay if that is more: by so much may a
 * payment be counted too long. For the oldest each span keeps the earliest first look only, so that
 * an oldest that was processed before it was due is counted until the others of its span are due,
 * too. For one thread at a time.
 */
final class WaitingCount {
  /** Spans for the longest delay; some more are for clocks that differ. */
  private static final int SPANS = 1_000;

  private static final int SPARE = 100;
  private static final long SHORTEST_SPAN_MILLIS = 100;
  private static final long NONE = Long.MIN_VALUE;

  private final long spanMillis;
  private final long[] span = new long[SPANS + SPARE];
  private final long[] count = new long[span.length];
  private final long[] earliestMillis = new long[span.length];

  WaitingCount(Duration longestDelay) {
    spanMillis = Math.max(SHORTEST_SPAN_MILLIS, (longestDelay.toMillis() + SPANS - 1) / SPANS);
    Arrays.fill(span, NONE);
  }

  /** Counts one that waits from now on. */
  void add(Instant firstSeen, Instant due) {
    long wanted = span(due);
    int place = place(wanted);
    if (span[place] != wanted) {
      span[place] = wanted;
      count[place] = 0;
      earliestMillis[place] = Long.MAX_VALUE;
    }
    count[place]++;
    earliestMillis[place] = Math.min(earliestMillis[place], firstSeen.toEpochMilli());
  }

  /** Counts one no longer that need not wait until it is due. */
  void remove(Instant due) {
    long exact = span(due);
    // It was counted by the time of its event, which may be in the span beside.
    for (long each : new long[] {exact, exact - 1, exact + 1}) {
      int place = place(each);
      if (span[place] == each && count[place] > 0) {
        count[place]--;
        return;
      }
    }
  }

  /** Returns how many wait. */
  long count(Instant now) {
    long sum = 0;
    long current = span(now);
    for (int i = 0; i < span.length; i++) {
      sum += span[i] >= current ? count[i] : 0;
    }
    return sum;
  }

  /** Returns when the oldest of those that wait was looked at first. */
  Optional<Instant> oldest(Instant now) {
    long earliest = Long.MAX_VALUE;
    long current = span(now);
    for (int i = 0; i < span.length; i++) {
      if (span[i] >= current && count[i] > 0) {
        earliest = Math.min(earliest, earliestMillis[i]);
      }
    }
    return earliest == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(earliest));
  }

  private long span(Instant time) {
    return Math.floorDiv(time.toEpochMilli(), spanMillis);
  }

  private int place(long wanted) {
    return (int) Math.floorMod(wanted, (long) span.length);
  }
}
