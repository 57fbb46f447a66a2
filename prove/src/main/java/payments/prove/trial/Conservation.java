package payments.prove.trial;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import payments.common.ReportedException;
import payments.prove.trial.Consumers.Member;

/**
 * The trial whether payments are conserved: whatever dies, every payment that a broker has
 * confirmed is processed, once, and nothing else is. What counts are the records in {@code
 * payments-log}.
 */
public final class Conservation implements AutoCloseable {
  private static final int LONGEST_PAUSE_MILLIS = 1_200;
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Longer than the longest delay. */
  private static final Duration QUIET = Plan.MAX_DELAY.multipliedBy(3);

  private interface Strike {
    void on(int place) throws Exception;
  }

  /**
   * A blow to come.
   *
   * @param atWorkOnly whether a consumer has to be at work
   */
  private record Hit(boolean atWorkOnly, Strike strike) {}

  private final Plan plan;
  private final Network network;
  private final Consumers consumers;
  private final List<Blow> furtherBlows;
  private final Random random;
  private final Account account = new Account();
  private final Publishers publishers;
  private final Set<Long> givenUp = new HashSet<>();
  private Places places;
  private volatile int blows;

  /**
   * Prepares the trial on a broker that has none of the programs' queues.
   *
   * @param consumers with {@link Plan#consumerOptions}, by way of the network
   * @param furtherBlows what else strikes, each once
   */
  public Conservation(Plan plan, Network network, Consumers consumers, List<Blow> furtherBlows) {
    this.plan = plan;
    this.network = network;
    this.consumers = consumers;
    this.furtherBlows = furtherBlows;
    random = new Random(plan.seed());
    publishers = new Publishers(plan, network, account);
  }

  /**
   * Does it all.
   *
   * @throws ReportedException if it cannot be done: a consumer does not start, or ends by itself
   */
  public Result run() throws Exception {
    places = new Places(consumers, Plan.CONSUMERS);
    places.awaitReady();
    final String setting = setting(places.in(0).events());
    requireLog();
    publishers.start(random);
    for (Hit hit : hits()) {
      strike(hit);
      blows++;
    }
    publishers.await();
    awaitProcessed();
    places.awaitBack();
    final List<Duration> awayAfterKills = places.awayAfterKills();
    final List<Duration> awayAfterCuts = places.awayAfterCuts();
    final Set<Long> forgotten = clientsForgottenByANewConsumer();
    awaitQuiet();
    stopAll();
    return new Result(setting, balance(), forgotten, lateness(), awayAfterKills, awayAfterCuts);
  }

  private static String setting(Events events) {
    return events.whenReady("broker") + ", " + events.whenReady("delay");
  }

  private void requireLog() {
    if (!places.in(0).events().keepsLog()) {
      throw new ReportedException(
          "the broker at %s has no streams, and so no record of what was processed"
              .formatted(network.straight().address()),
          "try it on RabbitMQ 3.10 or later, with all feature flags enabled");
    }
  }

  /** Returns how many of the planned payments are processed so far, as far as consumers say. */
  public int processed() {
    return Math.min(plan.payments(), consumers.processed().size());
  }

  /** Returns how many blows have struck so far. */
  public int blows() {
    return blows;
  }

  private List<Hit> hits() {
    List<Hit> hits = new ArrayList<>();
    hits.addAll(Collections.nCopies(plan.kills(), new Hit(false, places::replace)));
    if (network.canBeCut()) {
      hits.addAll(Collections.nCopies(plan.cuts(), new Hit(false, place -> cut())));
    }
    for (Blow each : furtherBlows) {
      hits.add(new Hit(true, place -> each.strike()));
    }
    Collections.shuffle(hits, random);
    return hits;
  }

  private void cut() {
    places.cut();
    network.cut();
  }

  /**
   * Two times in three at work, else at the start or while it comes back. What others do to the
   * broker they do at work only: this is no trial of how a broker survives while it starts.
   */
  private void strike(Hit hit) throws Exception {
    int place = random.nextInt(Plan.CONSUMERS);
    if (random.nextInt(3) > 0 || hit.atWorkOnly()) {
      places.in(place).awaitReady();
    }
    Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS)); // any moment will do
    places.requireAlive();
    hit.strike().on(place);
  }

  /** Waits until all that is confirmed is processed, or until nothing more is. */
  private void awaitProcessed() throws InterruptedException {
    int least = Integer.MAX_VALUE;
    long since = System.nanoTime();
    while (true) {
      places.requireAlive();
      boolean late = System.nanoTime() - since > plan.patience().toNanos();
      try {
        Set<Long> missing = missing();
        if (missing.isEmpty() || late && missing.size() >= least) {
          givenUp.addAll(missing);
          return;
        }
        if (missing.size() < least) {
          least = missing.size();
          since = System.nanoTime();
        }
      } catch (ReportedException e) {
        if (!e.mayPass() || late) {
          throw e;
        }
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private Set<Long> missing() throws InterruptedException {
    Set<Long> missing = new HashSet<>(account.confirmed().keySet());
    missing.removeAll(givenUp);
    missing.removeAll(ProcessedLog.read(network.straight()).counts().keySet());
    return missing;
  }

  /** A new consumer knows every client from the log, so that no payment has to wait. */
  private Set<Long> clientsForgottenByANewConsumer() throws Exception {
    Member consumer = places.replaceAll();
    consumer.awaitReady();
    publishers.sendOneOfEach(random);
    awaitProcessed();
    return consumer.events().clientsAwaited();
  }

  /** Payments in doubt may still wait, and repeated copies of others. */
  private void awaitQuiet() throws InterruptedException {
    long deadline = System.nanoTime() + plan.patience().toNanos();
    long events = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since <= QUIET.toNanos() && System.nanoTime() - deadline < 0) {
      if (consumers.count() != events) {
        events = consumers.count();
        since = System.nanoTime();
      }
      Thread.sleep(POLL.toMillis() / 10);
    }
  }

  private void stopAll() throws InterruptedException {
    for (Member each : places.all()) {
      int code = each.stop();
      if (code != 0) {
        throw Member.endedBy(code, each.log());
      }
    }
  }

  private Balance balance() throws InterruptedException {
    DeadLetters deadLetters = DeadLetters.read(network.straight());
    ProcessedLog log = ProcessedLog.read(network.straight());
    return new Balance(
        account.sent(),
        account.confirmed().keySet(),
        log.counts().keySet(),
        consumers.processedTwice(),
        log.voidRecords(),
        deadLetters.payments(),
        deadLetters.others());
  }

  /** Of payments whose consumer was killed before it wrote the event, nobody knows. */
  private Distribution lateness() {
    Map<Long, Instant> processed = consumers.firstProcessed();
    List<Duration> lateness = new ArrayList<>();
    for (long payment : account.confirmed().keySet()) {
      Instant at = processed.get(payment);
      if (at != null) {
        Duration late = Duration.between(account.due(payment), at);
        lateness.add(late.isNegative() ? Duration.ZERO : late);
      }
    }
    return new Distribution(lateness);
  }

  /** Ends the publishers. */
  @Override
  public void close() {
    publishers.close();
  }
}
