package payments.consumer.matching;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import payments.common.Headers;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.Payment;
import payments.common.delay.DelayMode;
import payments.common.delay.Postponement;
import payments.common.delay.Retry;
import payments.consumer.delivery.Handover;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Journal;
import payments.consumer.delivery.Settlement;
import payments.consumer.event.Event;

/** Processes the payments of registered clients, and makes the others wait. */
public final class PaymentHandler implements Consumer<Incoming> {
  private final Matching matching;
  private final BooleanSupplier upToDate;
  private final DelayMode mode;
  private final Handover handover;
  private final DeadLetters deadLetters;
  private final Journal journal;

  /**
   * Makes one for a session.
   *
   * @param upToDate whether all clients are known that were registered before the session; until
   *     then no payment is given up
   */
  public PaymentHandler(
      Matching matching,
      BooleanSupplier upToDate,
      DelayMode mode,
      Handover handover,
      DeadLetters deadLetters,
      Journal journal) {
    this.matching = matching;
    this.upToDate = upToDate;
    this.mode = mode;
    this.handover = handover;
    this.deadLetters = deadLetters;
    this.journal = journal;
  }

  @Override
  public void accept(Incoming message) {
    int attempts = mode.attempts(message.queue(), message.properties());
    try {
      match(MessageBody.paymentIn(message.body()), attempts, message);
    } catch (MalformedMessageException e) {
      deadLetters.add(message, Reason.MALFORMED, e.getMessage(), attempts);
    }
  }

  private void match(Payment payment, int attempts, Incoming message) {
    Instant now = Instant.now();
    Instant firstSeen =
        Headers.firstSeen(message.properties()).filter(seen -> seen.isBefore(now)).orElse(now);
    Duration waited = Duration.between(firstSeen, now);
    if (matching.clients().contains(payment.clientId())) {
      process(payment, attempts, waited, now, message);
    } else if (matching.givesUpAfter(waited) && upToDate.getAsBoolean()) {
      String detail =
          "client %d was not registered within %s of payment %d"
              .formatted(payment.clientId(), matching.giveUpAfterText(), payment.id());
      deadLetters.add(message, Reason.GIVEN_UP, detail, attempts);
    } else {
      postpone(payment, attempts + 1, firstSeen, now, message);
    }
  }

  private void process(
      Payment payment, int attempts, Duration waited, Instant now, Incoming message) {
    boolean first = matching.processed().add(message.properties().getMessageId(), payment.id());
    journal.settle(
        message,
        Settlement.ACKNOWLEDGE,
        first
            ? new Event.Processed(payment.id(), payment.clientId(), attempts, waited)
            : new Event.Duplicate(payment.id(), payment.clientId()),
        now);
  }

  private void postpone(
      Payment payment, int attempt, Instant firstSeen, Instant now, Incoming message) {
    Duration delay = matching.schedule().delayBefore(attempt);
    Event postponed = new Event.Postponed(payment.id(), payment.clientId(), attempt, delay);
    Postponement postponement =
        mode.postpone(
            new Retry(
                message.queue(), message.properties(), message.body(), attempt, delay, firstSeen));
    if (postponement instanceof Postponement.Copy copy) {
      handover.handOver(
          message,
          copy.message(),
          () -> journal.settle(message, Settlement.ACKNOWLEDGE, postponed, now));
    } else if (postponement instanceof Postponement.Move move) {
      handover.handOver(
          message, move.message(), () -> journal.settle(message, Settlement.ACKNOWLEDGE));
    } else {
      journal.settle(message, Settlement.REJECT, postponed, now);
    }
  }
}
