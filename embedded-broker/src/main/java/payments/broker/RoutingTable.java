package payments.broker;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which queues a direct exchange has for a key. Many threads look while one changes it.
 *
 * @param <Q> a queue
 */
final class RoutingTable<Q> {

  private final Map<String, Set<Q>> queues = new ConcurrentHashMap<>();

  void add(String key, Q queue) {
    queues.computeIfAbsent(key, absent -> ConcurrentHashMap.newKeySet()).add(queue);
  }

  void remove(String key, Q queue) {
    queues.computeIfPresent(
        key,
        (present, bound) -> {
          bound.remove(queue);
          return bound.isEmpty() ? null : bound; // null forgets the key
        });
  }

  /** Returns the queues bound with this key: none, one or several. */
  Set<Q> find(String key) {
    return queues.getOrDefault(key, Set.of());
  }
}
