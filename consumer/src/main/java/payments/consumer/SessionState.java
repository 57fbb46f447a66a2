package payments.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import payments.consumer.desk.Hint;
import payments.consumer.metrics.RememberedPayment;
import payments.consumer.metrics.State;
import payments.consumer.metrics.Tally;

/** The state of a session, as it is shown to others. */
record SessionState(Session session, Tally tally) implements State {
  private static final Duration LONGEST_BLOCKED = Duration.ofMinutes(1);

  @Override
  public List<String> notReady() {
    Optional<String> obstacle = session.obstacle(LONGEST_BLOCKED);
    return obstacle.map(List::of).orElse(List.of());
  }

  @Override
  public long clients() {
    return session.clients();
  }

  @Override
  public long unconfirmed() {
    return session.unconfirmed();
  }

  @Override
  public Map<String, Long> unsettled() {
    return session.unsettled();
  }

  @Override
  public long remembered() {
    return session.numberOfWaiting();
  }

  @Override
  public long notRemembered() {
    return Math.max(0, tally.counts(Instant.now()).waiting() + overdue() - remembered());
  }

  @Override
  public List<RememberedPayment> waiting() {
    return session.waiting().stream().map(SessionState::shown).toList();
  }

  @Override
  public long overdue() {
    return session.overdue();
  }

  @Override
  public Optional<Instant> oldestOverdue() {
    return session.oldestOverdue();
  }

  @Override
  public long voidRecords() {
    return session.voidRecords();
  }

  private static RememberedPayment shown(Hint payment) {
    return new RememberedPayment(
        payment.payment().id(),
        payment.payment().clientId(),
        Optional.of(payment.carried().messageId()),
        Instant.ofEpochMilli(payment.firstSeenMillis()),
        Instant.ofEpochMilli(payment.dueMillis()),
        payment.attempts());
  }
}
