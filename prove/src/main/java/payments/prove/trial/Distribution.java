package payments.prove.trial;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Durations in order, of which some are told. */
public final class Distribution {
  private static final int HUNDRED = 100;

  private final List<Duration> sorted;

  /** Sorts them. */
  public Distribution(Collection<Duration> durations) {
    sorted = durations.stream().sorted().toList();
  }

  /** Returns how many there are. */
  public int size() {
    return sorted.size();
  }

  /**
   * Returns the shortest duration that so many of a hundred do not exceed, zero if there are none.
   *
   * @param percent from 1 to 100: 50 for the median, 100 for the longest
   */
  public Duration percentile(int percent) {
    if (percent < 1 || percent > HUNDRED) {
      throw new IllegalArgumentException("percent must be 1 to 100, was " + percent);
    }
    long rank = ((long) sorted.size() * percent + HUNDRED - 1) / HUNDRED;
    return sorted.isEmpty() ? Duration.ZERO : sorted.get((int) rank - 1);
  }

  /** Returns the longest. */
  public Duration most() {
    return percentile(HUNDRED);
  }
}
