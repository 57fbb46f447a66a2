package payments.consumer.matching;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The numbers of the clients whose registration is safe. Any thread may use it. */
public final class RegisteredClients {
  private final Set<Long> ids = ConcurrentHashMap.newKeySet();

  /** Adds a client, who may be there already. */
  public void add(long id) {
    ids.add(id);
  }

  /** Whether a client is registered. */
  public boolean contains(long id) {
    return ids.contains(id);
  }
}
