package payments.consumer.desk;

import org.agrona.collections.LongHashSet;

/**
 * The numbers of the clients whose registration is safe, at 11 to 21 bytes each. Any thread may use
 * it.
 */
public final class RegisteredClients {
  private static final float LOAD_FACTOR = 0.75f;

  private final LongHashSet ids =
      new LongHashSet(LongHashSet.DEFAULT_INITIAL_CAPACITY, LOAD_FACTOR);

  /**
   * Adds a client, who may be there already.
   *
   * @return whether it was not
   */
  public synchronized boolean add(long id) {
    return ids.add(id);
  }

  /** Whether a client is registered. */
  public synchronized boolean contains(long id) {
    return ids.contains(id);
  }

  /** Returns how many there are. */
  public synchronized int size() {
    return ids.size();
  }

  /** Returns a set of its own of those that are there now. */
  public synchronized LongHashSet copy() {
    LongHashSet copy = new LongHashSet(Math.max(8, (int) (ids.size() / LOAD_FACTOR)), LOAD_FACTOR);
    ids.forEachLong(copy::add);
    return copy;
  }
}
