package payments.consumer.matching;

import org.agrona.collections.LongHashSet;

/**
 * The numbers of the clients whose registration is safe, at 11 to 22 bytes each. Any thread may use
 * it.
 */
public final class RegisteredClients {
  private static final float LOAD_FACTOR = 0.75f;

  private final LongHashSet ids =
      new LongHashSet(LongHashSet.DEFAULT_INITIAL_CAPACITY, LOAD_FACTOR);

  /** Adds a client, who may be there already. */
  public synchronized void add(long id) {
    ids.add(id);
  }

  /** Whether a client is registered. */
  public synchronized boolean contains(long id) {
    return ids.contains(id);
  }
}
