package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import payments.common.amqp.Broker;
import payments.prove.trial.Consumers;
import payments.prove.trial.ProcessedLog;

/**
 * Consumers with one URI of all nodes of a cluster, under a load of payments that race their
 * registrations, and the account of what came of it.
 */
final class Trial {
  /** So soon after the cluster is whole again every consumer has to work, without a restart. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LONG_PATIENCE = Duration.ofMinutes(3);
  private final Cluster cluster;

  private final String name;
  private final String host;
  private final Fleet fleet;
  private final List<Fleet.Member> consumers = new ArrayList<>();
  private final List<SteadyPublisher> publishers = new ArrayList<>();
  private final List<Future<Void>> publishing = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private boolean passed;
  private final Set<Long> confirmed = ConcurrentHashMap.newKeySet();

  /** Makes an empty virtual host. */
  Trial(Cluster cluster, String name) throws Exception {
    this.cluster = cluster;
    this.name = name;
    host = cluster.newVirtualHost();
    fleet =
        new Fleet(
            cluster.uri(host),
            "--queue-type",
            "quorum",
            "--delay-step",
            "100ms",
            "--max-delay",
            "1s",
            "--wait-for-broker",
            "60s");
  }

  /** Starts consumers, waits until they are ready, and starts the load. */
  Trial start(int number) throws Exception {
    for (int i = 0; i < number; i++) {
      consumers.add(fleet.launch());
    }
    for (Fleet.Member each : consumers) {
      each.awaitReady();
    }
    AtomicLong numbers = new AtomicLong(1);
    for (int first = 1; first <= Cluster.NODES; first++) {
      List<String> uris = new ArrayList<>();
      for (int i = 0; i < Cluster.NODES; i++) {
        uris.add(cluster.uri((first - 1 + i) % Cluster.NODES + 1, host));
      }
      SteadyPublisher publisher = new SteadyPublisher(uris, numbers, confirmed);
      publishers.add(publisher);
      publishing.add(threads.submit(publisher));
    }
    awaitWorking(Instant.now(), Instant.now(), "start");
    return this;
  }

  String host() {
    return host;
  }

  Fleet.Member consumer(int index) {
    return consumers.get(index);
  }

  /** Returns the number of the node that a consumer is on. */
  int nodeOf(int consumer) {
    return cluster.nodeAt(consumers.get(consumer).node());
  }

  /**
   * Waits until every consumer has processed payments again, and tells how long each was away.
   *
   * @param blow when it began
   * @param healed from when on the consumers should be able to work
   */
  void awaitWorking(Instant blow, Instant healed, String what) throws Exception {
    await()
        .atMost(PATIENCE.minus(Duration.between(healed, Instant.now())))
        .pollInterval(Duration.ofMillis(200))
        .failFast(this::requireAllAlive)
        .untilAsserted(
            () ->
                assertThat(consumers)
                    .as(name + ", " + what)
                    .allSatisfy(
                        each -> assertThat(processedSince(each, healed)).isGreaterThan(20)));
    StringBuilder pauses = new StringBuilder();
    for (Fleet.Member each : consumers) {
      pauses.append(
          String.format(Locale.ROOT, " %.1f", longestPauseSince(each, blow).toMillis() / 1_000.0));
    }
    System.out.printf("%s, %s: longest pause of each consumer, s:%s%n", name, what, pauses);
  }

  private static long processedSince(Fleet.Member consumer, Instant then) {
    return consumer.processings().stream().filter(each -> each.at().isAfter(then)).count();
  }

  /** Returns the longest time since then in which it processed nothing, up to its last. */
  private static Duration longestPauseSince(Fleet.Member consumer, Instant then) {
    Duration longest = Duration.ZERO;
    Instant last = then;
    for (Consumers.Processing each : consumer.processings()) {
      if (each.at().isAfter(last)) {
        Duration pause = Duration.between(last, each.at());
        longest = pause.compareTo(longest) > 0 ? pause : longest;
        last = each.at();
      }
    }
    return longest;
  }

  private void requireAllAlive() {
    consumers.forEach(
        consumer -> {
          try {
            consumer.requireAlive();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Ends the load and the consumers in order; what was confirmed is in the log, and once. */
  void assertNothingIsLost() throws Exception {
    publishers.forEach(SteadyPublisher::stop);
    for (Future<Void> each : publishing) {
      each.get(LONG_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    await()
        .atMost(LONG_PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .failFast(this::requireAllAlive)
        .ignoreExceptionsMatching(e -> !(e instanceof AssertionError))
        .untilAsserted(() -> assertThat(missing()).as(name + ": missing").isEmpty());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(waiting()).as(name + ": left").isEmpty());
    for (Fleet.Member each : consumers) {
      assertThat(each.stop()).isZero();
    }
    ProcessedLog log = log();
    Set<Long> sentAgain = sentAgain();
    Set<Long> twice = fleet.processedTwice();
    List<Long> ours = twice.stream().filter(each -> !sentAgain.contains(each)).toList();
    System.out.printf(
        "%s: %d payments confirmed, %d sent again, %d in the log, %d void records, %d told twice,"
            + " %d of these sent once, %d sessions lost%n",
        name,
        confirmed.size(),
        sentAgain.size(),
        log.counts().size(),
        log.voidRecords(),
        twice.size(),
        ours.size(),
        fleet.count("session-lost"));
    twice.forEach(each -> tellRecords(log, each, sentAgain.contains(each)));
    assertThat(log.counts().keySet()).containsAll(confirmed);
    assertThat(twice).isEmpty();
    assertThat(fleet.count("dead-lettered")).isZero();
    passed = true;
  }

  private Set<Long> sentAgain() {
    Set<Long> all = new HashSet<>();
    publishers.forEach(each -> all.addAll(each.sentAgain()));
    return all;
  }

  /** Who processed a payment when, and what the records say. */
  private void tellRecords(ProcessedLog log, long payment, boolean sentAgain) {
    System.out.printf("payment %d, sent %s:%n", payment, sentAgain ? "again" : "once");
    for (GetResponse record : log.records()) {
      if (ProcessedLog.paymentId(record) == payment) {
        System.out.printf("  record %s%n", record.getProps().getHeaders());
      }
    }
    for (int i = 0; i < consumers.size(); i++) {
      for (Consumers.Processing each : consumers.get(i).processings()) {
        if (each.payment() == payment) {
          System.out.printf(
              "  consumer %d at %s, ready at %s%n", i, each.at(), consumers.get(i).ready());
        }
      }
    }
  }

  private void tell() {
    for (Fleet.Member each : consumers) {
      System.out.printf("%s: log of a consumer:%n", name);
      each.log().forEach(System.out::println);
    }
  }

  private Set<Long> missing() throws Exception {
    Set<Long> missing = new HashSet<>(confirmed);
    missing.removeAll(log().counts().keySet());
    return missing;
  }

  private ProcessedLog log() throws Exception {
    return ProcessedLog.read(new Broker(cluster.uri(1, host), null));
  }

  private Map<String, String> waiting() throws Exception {
    Map<String, String> messages = cluster.column(host, "messages");
    messages.keySet().removeIf(queue -> queue.endsWith("-log"));
    messages.values().removeIf("0"::equals);
    return messages;
  }

  /** Ends what is left running. */
  void end() throws Exception {
    threads.shutdownNow();
    fleet.close();
    if (!passed) {
      tell();
      cluster.restore();
    }
    cluster.deleteVirtualHost(host);
  }
}
