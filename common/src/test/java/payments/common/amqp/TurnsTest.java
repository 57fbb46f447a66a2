package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Host A = new Host("a", 5672);
  private static final Host B = new Host("b", 5672);
  private static final Host C = new Host("c", 5672);
  private static final List<Host> ALL = List.of(A, B, C);
  private static final int OFTEN = 100;

  private long now = Long.MAX_VALUE - 1_000; // it may wrap around
  private final Turns turns = new Turns(new Random(1), () -> now);

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  private static Node node(Host host, String address) throws Exception {
    return new Node(host, address(address), false);
  }

  @Test
  void eachHostComesFirstAtTimes() {
    Set<Host> first = new HashSet<>();
    for (int i = 0; i < OFTEN; i++) {
      first.add(turns.of(ALL).get(0));
    }
    assertThat(first).containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void lostHostsComeLastTheLatestLostAtTheEnd() throws Exception {
    turns.lost(node(B, "10.0.0.2"));
    now += Duration.ofSeconds(5).toNanos();
    turns.lost(node(A, "10.0.0.1"));
    for (int i = 0; i < OFTEN; i++) {
      assertThat(turns.of(ALL)).containsExactly(C, B, A);
    }
  }

  @Test
  void afterAMinuteALostHostTakesItsTurnAgain() throws Exception {
    turns.lost(node(A, "10.0.0.1"));
    now += Duration.ofSeconds(61).toNanos();
    Set<Host> first = new HashSet<>();
    for (int i = 0; i < OFTEN; i++) {
      first.add(turns.of(ALL).get(0));
    }
    assertThat(first).contains(A);
  }

  @Test
  void addressesOfANameAreTriedAtRandomButThePreferredKindFirst() throws Exception {
    InetAddress[] addresses = {address("10.0.0.1"), address("10.0.0.2"), address("fd00::1")};
    Set<String> first = new HashSet<>();
    for (int i = 0; i < OFTEN; i++) {
      List<Node> nodes = turns.of(A, addresses);
      first.add(nodes.get(0).toString());
      assertThat(nodes).hasSize(3);
      assertThat(nodes.get(2)).hasToString("a:5672");
    }
    assertThat(first).containsExactlyInAnyOrder("a:5672 (10.0.0.1)", "a:5672 (10.0.0.2)");
  }

  @Test
  void lostAddressOfANameComesLast() throws Exception {
    InetAddress[] addresses = {address("10.0.0.1"), address("10.0.0.2")};
    turns.lost(new Node(A, address("10.0.0.1"), true));
    for (int i = 0; i < OFTEN; i++) {
      assertThat(turns.of(A, addresses).get(1).address()).isEqualTo(address("10.0.0.1"));
    }
  }
}
