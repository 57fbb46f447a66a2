package payments.consumer.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import payments.consumer.desk.Decision;
import payments.consumer.desk.Hint;
import payments.consumer.desk.PaymentKey;
import payments.consumer.desk.Reason;
import payments.consumer.simulation.Ledger.Decided;

/** A run: some consumers at a broker in virtual time, all of which follows from a seed. */
final class Simulation {
  private static final long MOST = 150 * Timeline.SECOND;
  private static final long BETWEEN_LOOKS = 97 * Timeline.MILLI;

  private final World world;
  private final Broker broker;
  private final Faults faults;

  /** Those that were at rest at some time, since all is settled. */
  private final Set<ConsumerSession> rested = new HashSet<>();

  private Simulation(long seed, boolean told) {
    Chance chance = new Chance(seed);
    Timeline timeline = new Timeline();
    Trace trace = new Trace(timeline, told);
    Scenario scenario = Scenario.by(chance);
    world = new World(scenario, timeline, chance, trace, new Ledger(scenario, trace));
    broker = new Broker(world);
    faults = new Faults(world, broker);
    trace.say("run", "%s", scenario.described());
  }

  /**
   * Runs to the end.
   *
   * @param told whether each step is told on standard output
   * @throws Violation if a promise is broken
   */
  static void run(long seed, boolean told) {
    new Simulation(seed, told).run();
  }

  private void run() {
    new Senders(world, broker).plan();
    faults.plan();
    driveTo(world.scenario().seconds() * Timeline.SECOND + 6 * Timeline.SECOND);
    driveTo(faults.last());
    broker.allIsWell();
    long end = Math.max(world.timeline().now(), faults.last()) + MOST;
    Optional<String> unrest = unrest();
    while (unrest.isPresent()) {
      if (world.timeline().now() > end) {
        throw new Violation(
            "no rest %d s after the last fault: %s", MOST / Timeline.SECOND, unrest.get());
      }
      driveTo(world.timeline().now() + BETWEEN_LOOKS);
      unrest = unrest();
    }
    world.trace().say("run", "all is done");
    audit();
  }

  private void driveTo(long moment) {
    while (world.timeline().now() < moment) {
      world.timeline().step();
    }
  }

  // When it is quiet

  private List<ConsumerSession> sessions() {
    return faults.processes().stream()
        .filter(process -> !process.hasEnded())
        .flatMap(process -> process.session().stream())
        .toList();
  }

  /** Returns what is not done yet, none if all is. */
  private Optional<String> unrest() {
    for (Sent sent : world.ledger().sent()) {
      if (sent.onBroker > 0 && !mayStay(sent)) {
        return Optional.of("%s is not settled".formatted(sent));
      }
    }
    for (ConsumerSession session : sessions()) {
      Optional<String> unrest = session.unrest();
      if (unrest.isEmpty()) {
        rested.add(session);
      } else if (!rested.contains(session)) {
        return Optional.of("%s %s".formatted(session, unrest.get()));
      }
      for (Hint hint : session.desk().waiting(session.now())) {
        if (world.ledger().decision(hint.key()).isPresent() && !world.ledger().isDeleted()
            || !world.scenario().isShared()
                && world.ledger().isRegistered(hint.payment().clientId())) {
          return Optional.of("%s remembers payment %d".formatted(session, hint.payment().id()));
        }
      }
    }
    return Optional.empty();
  }

  /** Its client does not come, or the broker takes nothing so large. */
  private boolean mayStay(Sent sent) {
    boolean waits =
        sent.payment != null
            && world.scenario().terms().patience().giveUpAfter().isEmpty()
            && !world.ledger().isRegistered(sent.client)
            && (world.ledger().decision(sent.key).isEmpty() || world.ledger().isDeleted());
    return waits || sent.body.length > broker.largestMessage();
  }

  // What is to be so in the end

  private void audit() {
    Ledger ledger = world.ledger();
    for (Sent sent : ledger.sent()) {
      if (sent.body.length > broker.largestMessage()) {
        continue;
      }
      if (sent.isRegistration()) {
        require(
            !world.scenario().hasStreams() || ledger.isInClientsLog(sent.client),
            sent,
            "is in no log");
      } else if (sent.payment == null) {
        require(sent.isPutAsideFor(Reason.MALFORMED), sent, "is not put aside");
      } else if (world.scenario().isShared() && !ledger.isDeleted()) {
        audit(sent, ledger.decision(sent.key));
      } else {
        boolean processed = ledger.events(sent.payment.id()) > 0 || ledger.isRecorded(sent);
        require(processed || sent.onBroker > 0 || !sent.deadLetters.isEmpty(), sent, "is lost");
      }
    }
    if (world.scenario().isShared() && !ledger.isDeleted()) {
      ledger.payments().forEach(this::auditEvents);
    }
  }

  private void audit(Sent sent, Optional<Decided> decided) {
    if (decided.isEmpty()) {
      require(sent.onBroker > 0, sent, "is lost");
      return;
    }
    Decided decision = decided.get();
    switch (decision.decision()) {
      case GIVEN_UP -> require(sent.isPutAsideFor(Reason.GIVEN_UP), sent, "is not put aside");
      case CANCELLED -> require(sent.isPutAsideFor(Reason.CANCELLED), sent, "is not put aside");
      default -> {
        if (decision.what() != sent) {
          require(sent.isPutAsideFor(Reason.CONFLICT), sent, "is not put aside");
        } else {
          require(sent.deadLetters.isEmpty(), sent, "is put aside");
          require(
              !world.scenario().terms().handsOn() || sent.handedOn > 0, sent, "is not handed on");
        }
      }
    }
    if (world.scenario().calm()) {
      require(sent.handedOn <= 1, sent, "is handed on twice");
    }
  }

  /** An event may be missing only if its process ended before it could write it. */
  private void auditEvents(long payment) {
    Ledger ledger = world.ledger();
    long processed = 0;
    for (PaymentKey key : ledger.keysOf(payment)) {
      Optional<Decided> decided = ledger.decision(key);
      if (decided.isPresent()
          && decided.get().decision() == Decision.PROCESSED
          && !isUnsaid(payment, decided.get())) {
        processed++;
      }
    }
    if (ledger.events(payment) < processed) {
      throw new Violation("payment %d is processed, and nobody says so", payment);
    }
  }

  private boolean isUnsaid(long payment, Decided decided) {
    return faults.processes().stream()
        .filter(decided::isBy)
        .anyMatch(
            writer ->
                writer.hasEnded()
                    && (writer.unsaid.contains(payment)
                        || writer.memory.expects(decided.number())));
  }

  private static void require(boolean so, Sent sent, String otherwise) {
    if (!so) {
      throw new Violation("%s %s", sent, otherwise);
    }
  }
}
