package payments.consumer.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import payments.consumer.event.Event;

/**
 * The latest events, numbered from 0. Whoever reads them comes when it can: the one who writes
 * waits for nobody, and overwrites the oldest.
 */
final class Feed {
  /** A new reader gets so many that were before it. */
  static final int REPLAYED = 1_000;

  /** A tenth of a second of the busiest consumer, twice. */
  private static final int KEPT = 8_192;

  /** One event, and when it happened. */
  record Entry(Instant time, Event event) {}

  /**
   * Some events in a row.
   *
   * @param entries of which the last is the one before {@code next}
   * @param missed how many before them are overwritten
   * @param next number to read from next time
   */
  record Batch(List<Entry> entries, long missed, long next) {}

  private final Entry[] ring = new Entry[KEPT];
  private long next;

  void add(Instant time, Event event) {
    Entry entry = new Entry(time, event);
    synchronized (this) {
      ring[(int) (next % KEPT)] = entry;
      next++;
    }
  }

  /** Returns the number that a new reader begins at. */
  synchronized long beginning() {
    return Math.max(0, next - REPLAYED);
  }

  /** Returns the events from a number on. */
  synchronized Batch from(long number) {
    long first = Math.max(Math.min(number, next), next - KEPT);
    List<Entry> entries = new ArrayList<>((int) (next - first));
    for (long i = first; i < next; i++) {
      entries.add(ring[(int) (i % KEPT)]);
    }
    return new Batch(entries, first - Math.min(number, next), next);
  }
}
