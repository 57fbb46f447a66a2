package payments.common.amqp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Whose turn it is: hosts and their addresses at random, so that clients spread, but what was just
 * lost last. Any thread may call it.
 */
final class Turns {
  private static final Duration AVOIDED = Duration.ofMinutes(1);

  private final Random random;
  private final LongSupplier nanoTime;
  private final Map<Node, Long> lost = new HashMap<>();

  Turns(Random random, LongSupplier nanoTime) {
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /** Makes this node, and its host, come last for a minute. */
  synchronized void lost(Node node) {
    lost.put(node, nanoTime.getAsLong());
  }

  /** Returns the hosts in the order in which to try them now. */
  synchronized List<Host> of(List<Host> hosts) {
    return shuffled(
        hosts,
        host ->
            lost.keySet().stream()
                .filter(node -> node.host().equals(host))
                .mapToLong(this::recency)
                .max()
                .orElse(Long.MIN_VALUE));
  }

  /** Returns the nodes of a host so, but those of the kind of address that Java prefers first. */
  synchronized List<Node> of(Host host, InetAddress... addresses) {
    List<Node> nodes = new ArrayList<>();
    for (InetAddress address : addresses) {
      long alike =
          Arrays.stream(addresses).filter(each -> each.getClass() == address.getClass()).count();
      nodes.add(new Node(host, address, alike > 1));
    }
    List<Node> inOrder = shuffled(nodes, this::recency);
    Class<?> preferred = addresses[0].getClass();
    inOrder.sort(Comparator.comparing(node -> node.address().getClass() != preferred));
    return inOrder;
  }

  private <T> List<T> shuffled(List<T> all, ToLongFunction<T> recency) {
    lost.values().removeIf(when -> nanoTime.getAsLong() - when > AVOIDED.toNanos());
    List<T> inOrder = new ArrayList<>(all);
    Collections.shuffle(inOrder, random);
    if (!lost.isEmpty()) { // hash codes of records take a short program 30 ms, the first time
      inOrder.sort(Comparator.comparingLong(recency));
    }
    return inOrder;
  }

  /** Higher for what was lost later. */
  private long recency(Node node) {
    Long when = lost.get(node);
    return when == null ? Long.MIN_VALUE : when - nanoTime.getAsLong();
  }
}
