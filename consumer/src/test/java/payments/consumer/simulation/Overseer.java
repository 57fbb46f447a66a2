package payments.consumer.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import payments.common.Names;
import payments.consumer.desk.Delivery;
import payments.consumer.desk.Desk;
import payments.consumer.desk.Effect;
import payments.consumer.desk.Hint;
import payments.consumer.desk.Input;
import payments.consumer.desk.PaymentKey;
import payments.consumer.desk.Publication;
import payments.consumer.desk.Source;
import payments.consumer.desk.Terms;
import payments.consumer.event.Event;

/** Looks at what a desk wants in a session, and compares it with what the broker has. */
final class Overseer {
  /** A payment that was postponed in the session, and has not come back. */
  private record Postponed(long client, long dueNanos) {}

  private final World world;
  private final Broker broker;
  private final ConsumerProcess process;
  private final ConsumerSession session;
  private final Desk desk;
  private final Set<Long> clientsAtStart;
  private final Map<Long, Publication.Record> records = new HashMap<>();
  private final Set<PaymentKey> written = new HashSet<>();
  private final Set<PaymentKey> read = new HashSet<>();
  private final Map<PaymentKey, Postponed> postponed = new HashMap<>();

  /** What came again when it was decided, and what came otherwise. */
  private final Set<PaymentKey> cameAgainDecided = new HashSet<>();

  private final Set<PaymentKey> cameOtherwise = new HashSet<>();
  private boolean stopping;

  Overseer(
      World world, Broker broker, ConsumerProcess process, ConsumerSession session, Desk desk) {
    this.world = world;
    this.broker = broker;
    this.process = process;
    this.session = session;
    this.desk = desk;
    this.clientsAtStart = world.ledger().clientsInLog();
  }

  /** A decision was read, whoever wrote it. */
  void read(Input input) {
    if (input instanceof Input.DecisionRead decision) {
      read.add(decision.key());
      postponed.remove(decision.key());
    }
  }

  /** Whether the process waits for a record of this session. */
  boolean expectsRecord() {
    return records.keySet().stream().anyMatch(process.memory::expects);
  }

  void check(Input input, List<Effect> effects) {
    if (input instanceof Input.Delivered delivered) {
      if (stopping && !effects.isEmpty()) {
        throw new Violation("%s takes %s after its stop", process, delivered.delivery());
      }
      if (delivered.delivery().content() instanceof Delivery.Due due) {
        postponed.remove(due.key());
        note(delivered.delivery(), due);
      }
    }
    stopping |= input instanceof Input.Stop;
    effects.forEach(this::check);
    if (world.scenario().isShared()) {
      checkAtOnce(input, effects);
    }
  }

  private void note(Delivery delivery, Delivery.Due due) {
    boolean decided = world.ledger().decision(due.key()).isPresent();
    if (delivery.redelivered() && delivery.source() == Source.PAYMENTS && decided) {
      cameAgainDecided.add(due.key());
    } else {
      cameOtherwise.add(due.key());
    }
  }

  private void check(Effect effect) {
    if (effect instanceof Effect.Publish publish
        && publish.what() instanceof Publication.Record record
        && records.put(publish.number(), record) == null) {
      checkNew(record);
      written.add(record.key());
    } else if (effect instanceof Effect.Acknowledge done) {
      done.event().ifPresent(event -> checkEvent(done.delivery(), event, done.atMillis()));
    } else if (effect instanceof Effect.Report report
        && report.event() instanceof Event.Processed processed) {
      checkClient(processed);
    } else if (effect instanceof Effect.HoldBack back) {
      checkEvent(back.delivery(), back.event(), back.atMillis());
    } else if (effect instanceof Effect.MakeRoom room) {
      if (session.unsettledOfPresent(room.source()) <= world.scenario().terms().prefetch() / 2) {
        throw new Violation("%s makes room that it does not need: %s", process, room);
      }
    } else if (effect instanceof Effect.EndSession end
        && end.why() == Effect.Why.STANDSTILL
        && !expectsRecord()) {
      throw new Violation("%s ends its session without a reason: %s", process, end);
    }
  }

  private void checkNew(Publication.Record record) {
    boolean refused = broker.hasBeenFull(Names.PAYMENTS_LOG);
    if (stopping && !refused) {
      throw new Violation("%s begins %s after its stop", process, Wording.of(record));
    }
    boolean atOnce = false;
    if (record instanceof Publication.ProcessedRecord processed) {
      checkClient(processed.event());
      atOnce = isAtOnce(processed.event());
    } else if (world.ledger().areAllOf(record.key(), clientsAtStart)) {
      throw new Violation("%s gives up a payment whose client is registered", process);
    }
    if (!atOnce
        && !refused
        && !world.ledger().isDeleted()
        && cameAgainDecided.contains(record.key())
        && !cameOtherwise.contains(record.key())) {
      throw new Violation(
          "%s writes a void record, and could have asked: %s", process, Wording.of(record));
    }
  }

  private void checkEvent(Delivery delivery, Event event, long atMillis) {
    if (event instanceof Event.Processed processed) {
      checkClient(processed);
    } else if (event instanceof Event.Postponed waits) {
      long since = (process.now().millis() - atMillis) * Timeline.MILLI;
      long due = process.now().nanos() + waits.delay().toNanos() - since;
      PaymentKey key = ((Delivery.Due) delivery.content()).key();
      postponed.put(key, new Postponed(waits.clientId(), due));
    }
  }

  private static boolean isAtOnce(Event.Processed event) {
    return event.cause() == Event.Processed.Cause.REGISTRATION;
  }

  private void checkClient(Event.Processed event) {
    if (isAtOnce(event) && world.scenario().terms().log() == Terms.Log.NONE) {
      throw new Violation("payment %d is processed at once without a log", event.paymentId());
    }
    if (world.scenario().hasStreams()
        && !world.ledger().isInClientsLog(event.clientId())
        && !(isAtOnce(event) && world.ledger().isRegistrationOnBroker(event.clientId()))) {
      throw new Violation(
          "payment %d is processed before client %d is registered",
          event.paymentId(), event.clientId());
    }
  }

  /** What was postponed in this session is written when its client becomes known. */
  private void checkAtOnce(Input input, List<Effect> effects) {
    boolean few = !world.scenario().hasLittleRoom() && !world.scenario().hasCrowd();
    if (stopping || !few || postponed.isEmpty() || process.hasHadItsClockSet()) {
      return;
    }
    boolean registered =
        input instanceof Input.ClientRead
            || input instanceof Input.Delivered delivered
                && delivered.delivery().content() instanceof Delivery.Registration;
    if (registered || !effects.isEmpty()) {
      long now = process.now().nanos();
      // events tell whole milliseconds
      postponed.values().removeIf(each -> each.dueNanos() - now <= Timeline.MILLI);
      for (Map.Entry<PaymentKey, Postponed> each : postponed.entrySet()) {
        if (process.memory.clients().contains(each.getValue().client())
            && !written.contains(each.getKey())
            && !read.contains(each.getKey())
            && !broker.hasBeenFull(Names.PAYMENTS_LOG)) {
          throw new Violation(
              "%s waits for client %d, whom it knows", process, each.getValue().client());
        }
      }
    }
  }

  /** Nothing is remembered as waiting about which it is decided. */
  void checkHints() {
    for (Hint hint : desk.waiting(process.now())) { // of a crowd some are still to be written
      if (!world.scenario().hasCrowd() && read.contains(hint.key())) {
        throw new Violation(
            "%s remembers payment %d as waiting, about which it is decided",
            process, hint.payment().id());
      }
    }
  }
}
