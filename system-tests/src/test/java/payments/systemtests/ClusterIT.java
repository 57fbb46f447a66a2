package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whatever becomes of the nodes of a cluster, no confirmed payment is lost, each is processed once,
 * and the consumers work again without a restart. What takes longer is in {@link
 * ClusterMeasurement}.
 */
class ClusterIT extends OnACluster {
  private static final Duration FREEZE = Duration.ofSeconds(30);
  private static final Duration OUTAGE = Duration.ofSeconds(10);

  @Test
  void eachNodeIsKilledInTurn() throws Exception {
    trial = new Trial(cluster, "each node killed").start(3);
    for (int node = 1; node <= Cluster.NODES; node++) {
      Instant blow = Instant.now();
      cluster.kill(node);
      trial.awaitWorking(blow, Instant.now(), "node " + node + " killed");
      cluster.start(node);
      cluster.awaitHealthy();
    }
    trial.assertNothingIsLost();
  }

  @Test
  void nodeOfConsumerIsFrozen() throws Exception {
    trial = new Trial(cluster, "node frozen for " + FREEZE.toSeconds() + " s").start(2);
    int node = trial.nodeOf(0);
    Instant blow = Instant.now();
    cluster.freeze(node);
    Thread.sleep(FREEZE.toMillis()); // the blow, not a wait for something
    cluster.thaw(node);
    trial.awaitWorking(blow, Instant.now(), "node " + node + " of a consumer");
    trial.assertNothingIsLost();
  }

  @Test
  void nodesAreDrainedOneAfterTheOther() throws Exception {
    trial = new Trial(cluster, "rolling drain").start(3);
    for (int node = 1; node <= Cluster.NODES; node++) {
      Instant blow = Instant.now();
      cluster.drain(node);
      trial.awaitWorking(blow, Instant.now(), "node " + node + " drained");
      cluster.revive(node);
      cluster.awaitHealthy();
    }
    trial.assertNothingIsLost();
  }

  @Test
  void twoNodesAreLostAndThenAll() throws Exception {
    trial = new Trial(cluster, "majority lost").start(2);
    Instant blow = Instant.now();
    cluster.kill(2, 3);
    Thread.sleep(OUTAGE.toMillis()); // the blow, not a wait for something
    cluster.start(2, 3);
    trial.awaitWorking(blow, Instant.now(), "two nodes");
    cluster.awaitHealthy();
    blow = Instant.now();
    cluster.kill(1, 2, 3);
    Thread.sleep(OUTAGE.toMillis());
    cluster.start(1, 2, 3);
    trial.awaitWorking(blow, Instant.now(), "all nodes");
    trial.assertNothingIsLost();
  }

  @Test
  void firstStartFindsOneNodeDown() throws Exception {
    trial = new Trial(cluster, "first start with a node down");
    cluster.kill(3);
    trial.start(2);
    cluster.start(3);
    cluster.awaitHealthy();
    assertThat(cluster.column(trial.host(), "members").get("payments-log"))
        .contains(List.of("rabbit@node1", "rabbit@node2", "rabbit@node3"));
    Instant blow = Instant.now();
    cluster.kill(1);
    trial.awaitWorking(blow, Instant.now(), "node 1 killed then");
    cluster.start(1);
    cluster.awaitHealthy();
    trial.assertNothingIsLost();
  }
}
