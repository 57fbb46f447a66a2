package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RaceTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration SOON = Duration.ofMillis(20);

  private final List<String> tried = new CopyOnWriteArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final Map<String, Exception> failing = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> slow = new ConcurrentHashMap<>();

  private static List<Host> hosts(String... names) {
    return Arrays.stream(names).map(name -> new Host(name, 1)).toList();
  }

  private static List<Node> nodes(Host host) throws UnknownHostException {
    List<Node> nodes = new ArrayList<>();
    int addresses = host.name().startsWith("two") ? 2 : host.name().startsWith("no") ? 0 : 1;
    if (addresses == 0) {
      throw new UnknownHostException(host.name());
    }
    for (int i = 1; i <= addresses; i++) {
      nodes.add(new Node(host, InetAddress.getByName("10.0.0." + i), addresses > 1));
    }
    return nodes;
  }

  private String attempt(Node node) throws Exception {
    String name = node.toString().replace(":1", "");
    tried.add(name);
    if (slow.containsKey(name)) {
      slow.get(name).await();
    }
    if (failing.containsKey(name)) {
      throw failing.get(name);
    }
    return name;
  }

  private Race<String> race(Duration headStart) {
    return new Race<>(headStart, RaceTest::nodes, this::attempt, closed::add);
  }

  @AfterEach
  void endAttempts() {
    slow.values().forEach(CountDownLatch::countDown);
  }

  @Test
  void firstThatAnswersWinsAndNoOtherIsTried() throws Exception {
    assertThat(race(NEVER).run(Optional.empty(), hosts("a", "b")).get().prize()).isEqualTo("a");
    assertThat(tried).containsExactly("a");
  }

  @Test
  void nextIsTriedAtOnceWhenOneFails() throws Exception {
    failing.put("a", new IOException("down"));

    assertThat(race(NEVER).run(Optional.empty(), hosts("a", "b")).get().prize()).isEqualTo("b");
  }

  @Test
  void slowOneIsNotWaitedForAndIsClosedWhenItComes() throws Exception {
    slow.put("a", new CountDownLatch(1));

    assertThat(race(SOON).run(Optional.empty(), hosts("a", "b")).get().prize()).isEqualTo("b");
    assertThat(closed).isEmpty();
    slow.get("a").countDown();

    await().untilAsserted(() -> assertThat(closed).containsExactly("a"));
  }

  @Test
  void slowOneWinsIfTheOthersFail() throws Exception {
    slow.put("a", new CountDownLatch(1));
    failing.put("b", new IOException("down"));
    Thread answering =
        new Thread(
            () -> {
              await().until(() -> tried.contains("b"));
              slow.get("a").countDown();
            });
    answering.start();

    assertThat(race(SOON).run(Optional.empty(), hosts("a", "b")).get().prize()).isEqualTo("a");
    assertThat(closed).isEmpty();
  }

  @Test
  void addressesOfANameAreTriedBeforeTheNextHost() throws Exception {
    failing.put("two (10.0.0.1)", new IOException("down"));

    Race.Won<String> won = race(NEVER).run(Optional.empty(), hosts("two", "b")).get();

    assertThat(won.prize()).isEqualTo("two (10.0.0.2)");
    assertThat(tried).containsExactly("two (10.0.0.1)", "two (10.0.0.2)");
  }

  @Test
  void wantedNodeComesBeforeTheHosts() throws Exception {
    Node wanted = nodes(new Host("c", 1)).get(0);

    assertThat(race(NEVER).run(Optional.of(wanted), hosts("a")).get().node()).isSameAs(wanted);
  }

  @Test
  void eachFailureIsToldWhenAllFail() throws Exception {
    failing.put("a", new IOException("down"));
    Race<String> race = race(NEVER);

    assertThat(race.run(Optional.empty(), hosts("a", "none"))).isEmpty();
    assertThat(race.failures()).extracting(Race.Failed::where).containsExactly("a:1", "none:1");
    assertThat(race.failures().get(1).why()).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void lackOfMemoryIsTheCallersToTell() {
    Race<String> race =
        new Race<>(
            NEVER,
            RaceTest::nodes,
            node -> {
              throw new OutOfMemoryError("unable to create native thread");
            },
            closed::add);

    assertThatThrownBy(() -> race.run(Optional.empty(), hosts("a")))
        .isInstanceOf(OutOfMemoryError.class);
  }
}
