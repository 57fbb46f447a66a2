package payments.consumer.matching;

import org.agrona.collections.LongHashSet;

/**
 * The numbers of the clients whose registration is safe, at 12 to 24 bytes each. Any thread may use
 * it.
 */
public final class RegisteredClients {
  private static final float LOAD_FACTOR = 0.75f;
  private static final int MARKS_A_CLIENT = 8;

  /** Spreads numbers, even consecutive ones, over the upper bits of the product. */
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final LongHashSet ids =
      new LongHashSet(LongHashSet.DEFAULT_INITIAL_CAPACITY, LOAD_FACTOR);

  /**
   * One bit for each client, at a place that follows from its number. Of most others a look at one
   * bit tells that they are not there, where the set compares them with several that are.
   */
  private long[] marks = new long[2];

  /** What leaves as many of a number's upper bits as there are places. */
  private int shift = Long.SIZE - 7;

  /** Adds a client, who may be there already. */
  public synchronized void add(long id) {
    ids.add(id);
    if (ids.size() > marks.length * (long) Long.SIZE / MARKS_A_CLIENT) {
      marks = new long[2 * marks.length];
      shift--;
      ids.forEachLong(this::mark);
    } else {
      mark(id);
    }
  }

  /** Whether a client is registered. */
  public synchronized boolean contains(long id) {
    return isMarked(id) && ids.contains(id);
  }

  private void mark(long id) {
    long place = place(id);
    marks[(int) (place >>> 6)] |= 1L << place;
  }

  private boolean isMarked(long id) {
    long place = place(id);
    return (marks[(int) (place >>> 6)] & 1L << place) != 0;
  }

  private long place(long id) {
    return id * MULTIPLIER >>> shift;
  }
}
