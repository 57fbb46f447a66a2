package payments.consumer.simulation;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import payments.common.Headers;
import payments.common.MalformedMessageException;
import payments.common.Names;
import payments.common.amqp.Message;
import payments.consumer.broker.Messages;
import payments.consumer.desk.Decision;
import payments.consumer.desk.Input;
import payments.consumer.desk.PaymentKey;
import payments.consumer.event.Event;

/**
 * What was sent, what is on the broker, what the log decided and what was reported: seen from
 * outside, with nothing of what a consumer believes. It holds the promises as things happen.
 */
final class Ledger {
  /**
   * The decision about a payment that counts.
   *
   * @param what that which is processed; null with a mark
   * @param writer process and number
   */
  record Decided(Decision decision, Sent what, String writer) {
    boolean isBy(ConsumerProcess process) {
      return writer.startsWith(process.name + "-");
    }

    long number() {
      return Long.parseLong(writer.substring(writer.lastIndexOf('-') + 1));
    }
  }

  private final Scenario scenario;
  private final Trace trace;
  private final Map<byte[], Sent> byBody = new IdentityHashMap<>();
  private final List<Sent> sent = new ArrayList<>();
  private final Map<PaymentKey, Decided> decisions = new HashMap<>();
  private final Set<Sent> recorded = new HashSet<>();
  private final Map<Long, Set<PaymentKey>> keysOf = new HashMap<>();
  private final Map<Long, List<ConsumerProcess>> events = new HashMap<>();
  private final Set<Long> clientsInLog = new HashSet<>();
  private final Map<Long, List<Sent>> registrations = new HashMap<>();
  private int records;
  private boolean deleted;

  Ledger(Scenario scenario, Trace trace) {
    this.scenario = scenario;
    this.trace = trace;
  }

  // What happens

  void add(Sent message) {
    sent.add(message);
    byBody.put(message.body, message);
    if (message.payment != null) {
      keysOf.computeIfAbsent(message.payment.id(), id -> new HashSet<>()).add(message.key);
    } else if (message.isRegistration()) {
      registrations.computeIfAbsent(message.client, id -> new ArrayList<>()).add(message);
    }
  }

  /** A message has come to be handled, or to wait. */
  void arrived(Message message) {
    of(message).onBroker++;
  }

  /** A message is acknowledged: nothing is lost by that. */
  void left(Message message) {
    Sent what = of(message);
    what.onBroker--;
    if (what.onBroker == 0 && what.deadLetters.isEmpty() && !isSafe(what)) {
      throw new Violation("%s is acknowledged, and is nowhere else", what);
    }
  }

  private boolean isSafe(Sent what) {
    if (what.payment == null) {
      return what.isRegistration()
          && (!scenario.hasStreams() || clientsInLog.contains(what.client));
    }
    if (!scenario.isShared()) {
      return events.containsKey(what.payment.id());
    }
    if (deleted) { // what was in it, others may have read
      return recorded.contains(what);
    }
    Decided decided = decisions.get(what.key);
    return decided != null
        && decided.what() == what
        && (!scenario.terms().handsOn() || what.handedOn > 0);
  }

  void putAside(Message message) {
    Sent what = of(message);
    String reason = Headers.all(message.properties()).get(Headers.REASON).toString();
    what.deadLetters.add(reason);
    Decided decided = decisions.get(what.key);
    boolean told =
        switch (reason) {
          case "given-up" -> decided != null && decided.decision() == Decision.GIVEN_UP;
          case "cancelled" -> decided != null && decided.decision() == Decision.CANCELLED;
          case "conflict" -> decided != null && decided.what() != what;
          default -> what.payment == null;
        };
    if (!told && !deleted && (scenario.isShared() || reason.equals("malformed"))) {
      throw new Violation("%s is put aside as %s, which the log does not say", what, reason);
    }
  }

  void handedOn(Message message) {
    Sent what = of(message);
    what.handedOn++;
    Decided decided = decisions.get(what.key);
    if (!deleted && (decided == null || decided.what() != what)) {
      throw new Violation("%s is handed on, which the log has not processed", what);
    }
  }

  void logged(LogStream log, Message message) {
    if (log.name.equals(Names.CLIENTS_LOG)) {
      if (byBody.containsKey(message.body())) {
        clientsInLog.add(of(message).client);
      }
      return;
    }
    BasicProperties properties = message.properties();
    try {
      if (!Headers.all(properties).containsKey(Headers.MARK)) {
        decided((Input.DecisionRead) Messages.record(properties, message.body()), message);
        return;
      }
      Optional<Input> mark = Messages.mark(properties, message.body());
      if (mark.isPresent() && mark.get() instanceof Input.DecisionRead decision) {
        decided(decision, message);
      }
    } catch (MalformedMessageException e) {
      throw new IllegalStateException(e);
    }
  }

  private void decided(Input.DecisionRead decision, Message message) {
    records++;
    String writer = Headers.all(message.properties()).get(Headers.WRITER).toString();
    recorded.add(byBody.get(message.body()));
    Decided first = new Decided(decision.decision(), byBody.get(message.body()), writer);
    Decided before = decisions.putIfAbsent(decision.key(), first);
    trace.say(
        "payments-log",
        "%s by %s%s",
        decision.decision() == Decision.PROCESSED ? first.what() : decision.decision(),
        writer,
        before == null ? " counts" : " is void");
  }

  /** An event was written. */
  void reported(ConsumerProcess process, Event event) {
    trace.say(process.name, "  writes %s", event);
    if (event instanceof Event.Processed processed) {
      List<ConsumerProcess> by =
          events.computeIfAbsent(processed.paymentId(), id -> new ArrayList<>());
      by.add(process);
      long payments = keysOf.get(processed.paymentId()).stream().filter(this::isProcessed).count();
      long here = by.stream().filter(each -> each == process).count();
      if (!scenario.isShared()) {
        if (here > keysOf.get(processed.paymentId()).size()) {
          throw new Violation("payment %d is processed twice", processed.paymentId());
        }
      } else if (!deleted && payments < by.size()) {
        throw new Violation("payment %d is processed twice", processed.paymentId());
      } else if (!deleted
          && keysOf.get(processed.paymentId()).stream()
              .noneMatch(key -> isProcessed(key) && decisions.get(key).isBy(process))) {
        throw new Violation(
            "payment %d is processed by %s, and the log does not say so",
            processed.paymentId(), process.name);
      }
    }
  }

  private boolean isProcessed(PaymentKey key) {
    Decided decided = decisions.get(key);
    return decided != null && decided.decision() == Decision.PROCESSED;
  }

  void deleted() {
    deleted = true;
  }

  // What is asked

  Sent of(Message message) {
    Sent what = byBody.get(message.body());
    if (what == null) {
      throw new Violation("a message that nobody sent: %s", message);
    }
    return what;
  }

  List<Sent> sent() {
    return sent;
  }

  Optional<Decided> decision(PaymentKey key) {
    return Optional.ofNullable(decisions.get(key));
  }

  boolean isInClientsLog(long client) {
    return clientsInLog.contains(client);
  }

  boolean isRegistrationOnBroker(long client) {
    return registrations.getOrDefault(client, List.of()).stream()
        .anyMatch(each -> each.onBroker > 0);
  }

  /** Returns all clients that are registered safely now. */
  Set<Long> clientsInLog() {
    return Set.copyOf(clientsInLog);
  }

  /** Whether each payment of a key is of one of these clients. */
  boolean areAllOf(PaymentKey key, Set<Long> clients) {
    return sent.stream()
        .filter(each -> key.equals(each.key))
        .allMatch(each -> clients.contains(each.client));
  }

  boolean isRegistered(long client) {
    return registrations.containsKey(client);
  }

  /** Whether a record of it ever came to the log. */
  boolean isRecorded(Sent what) {
    return recorded.contains(what);
  }

  boolean isDeleted() {
    return deleted;
  }

  int events(long payment) {
    return events.getOrDefault(payment, List.of()).size();
  }

  Set<PaymentKey> keysOf(long payment) {
    return keysOf.get(payment);
  }

  Set<Long> payments() {
    return keysOf.keySet();
  }

  Set<Long> clients() {
    return registrations.keySet();
  }

  int voidRecords() {
    return records - decisions.size();
  }
}
