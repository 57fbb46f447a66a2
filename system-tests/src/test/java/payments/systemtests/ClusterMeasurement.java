package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What takes too long to run each time: {@code mvn verify -Dit.test=ClusterMeasurement
 * -Dfailsafe.failIfNoSpecifiedTests=false}, or one test of it. As {@link ClusterIT} it asserts that
 * nothing is lost, and it prints how long consumers were away.
 */
class ClusterMeasurement extends OnACluster {
  /** More than the 60 s after which nodes take one that is silent for dead (net_ticktime). */
  private static final Duration PARTITION = Duration.ofSeconds(90);

  private static final Duration FREEZE = Duration.ofSeconds(60);
  private static final int FAILOVERS = 12;
  private static final int PAYMENTS = 60_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void nodeWithTheWriterOfTheLogIsCutOff() throws Exception {
    trial = new Trial(cluster, "leader of payments-log cut off for 90 s").start(3);
    cutOff(cluster.leader(trial.host(), "payments-log"));
  }

  @Test
  void nodeWithAnotherMemberOfTheLogIsCutOff() throws Exception {
    trial = new Trial(cluster, "member of payments-log cut off for 90 s").start(3);
    cutOff(cluster.leader(trial.host(), "payments-log") % Cluster.NODES + 1);
  }

  private void cutOff(int node) throws Exception {
    Instant blow = Instant.now();
    cluster.cutOff(node);
    Thread.sleep(PARTITION.toMillis()); // the blow, not a wait for something
    cluster.heal(node);
    trial.awaitWorking(blow, Instant.now(), "node " + node);
    trial.assertNothingIsLost();
  }

  @Test
  void nodeWithTheWriterOfTheLogIsFrozen() throws Exception {
    trial = new Trial(cluster, "leader of payments-log frozen for 60 s").start(3);
    int node = cluster.leader(trial.host(), "payments-log");
    Instant blow = Instant.now();
    cluster.freeze(node);
    Thread.sleep(FREEZE.toMillis()); // the blow, not a wait for something
    cluster.thaw(node);
    trial.awaitWorking(blow, Instant.now(), "node " + node);
    trial.assertNothingIsLost();
  }

  @Test
  void failoverWhenABrokerIsKilled() throws Exception {
    measureFailover("broker killed", cluster::crash);
  }

  @Test
  void failoverWhenAMachineIsGone() throws Exception {
    measureFailover("machine gone", cluster::kill);
  }

  private interface Blow {
    void on(int node) throws Exception;
  }

  /** From the loss of the node that the consumer is on to its next {@code ready}. */
  private void measureFailover(String what, Blow strike) throws Exception {
    trial = new Trial(cluster, what).start(1);
    Fleet.Member consumer = trial.consumer(0);
    List<Duration> away = new ArrayList<>();
    for (int i = 1; i <= FAILOVERS; i++) {
      int node = trial.nodeOf(0);
      Instant blow = Instant.now();
      strike.on(node);
      consumer.await("ready", i + 1);
      away.add(Duration.between(blow, consumer.ready().get(i)));
      System.out.printf(
          "%s, node %d: ready again after %d ms%n", what, node, away.get(i - 1).toMillis());
      cluster.start(node);
      cluster.awaitHealthy();
    }
    away.sort(null);
    System.out.printf(
        "%s, %d times: median %d ms, most %d ms%n",
        what, FAILOVERS, median(away).toMillis(), away.get(FAILOVERS - 1).toMillis());
    trial.assertNothingIsLost();
  }

  private static Duration median(List<Duration> sorted) {
    int middle = sorted.size() / 2;
    return sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2); // of an even number
  }

  /** What 1, 2 and 4 consumers process together, and the share of each. */
  @Test
  void severalConsumers() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (int number : new int[] {1, 2, 4}) {
        measure(number);
      }
    }
  }

  private void measure(int number) throws Exception {
    String host = cluster.newVirtualHost();
    try (Fleet fleet = new Fleet(cluster.uri(host), "--queue-type", "quorum");
        Wire wire = new Wire(cluster.uri(1, host))) {
      Fleet.Member first = fleet.launch();
      first.awaitReady();
      wire.sendClient(7);
      first.await("registered", 1);
      assertThat(first.stop()).isZero();
      for (int id = 1; id <= PAYMENTS; id++) {
        wire.channel()
            .basicPublish(
                "payments",
                "process.payment",
                Wire.messageId("payment " + id),
                Wire.payment(id, 7).getBytes(StandardCharsets.UTF_8));
        if (id % 1_000 == 0) {
          wire.channel().waitForConfirmsOrDie(30_000);
        }
      }
      long before = cluster.processorMicros();
      List<Fleet.Member> consumers = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        consumers.add(fleet.launch());
      }
      await().atMost(PATIENCE).until(() -> fleet.count("processed") == PAYMENTS);
      double micros = (cluster.processorMicros() - before) / (double) PAYMENTS;
      List<Instant> times = new ArrayList<>();
      for (Fleet.Member each : consumers) {
        each.processings().forEach(processing -> times.add(processing.at()));
      }
      times.sort(null);
      double seconds = Duration.between(times.get(0), times.get(PAYMENTS - 1)).toMillis() / 1e3;
      System.out.printf(
          Locale.ROOT,
          "%d consumers: %.0f payments a second, %.0f µs of the nodes' processors each; shares %s%n",
          number,
          PAYMENTS / seconds,
          micros,
          consumers.stream().map(each -> each.count("processed") * 100 / PAYMENTS + " %").toList());
    } finally {
      cluster.deleteVirtualHost(host);
    }
  }
}
