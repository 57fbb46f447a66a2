package payments.consumer.rules;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.Payment;
import payments.common.amqp.Message;
import payments.consumer.clientlog.ClientLog;
import payments.consumer.deadletters.DeadLetters;
import payments.consumer.deadletters.Reason;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Outcome;
import payments.consumer.event.Event;
import payments.consumer.paymentslog.Carried;
import payments.consumer.paymentslog.PaymentsLog;
import payments.consumer.waiting.DelayMode;
import payments.consumer.waiting.Remembered;
import payments.consumer.waiting.Retry;

/** Decides about payments: those of registered clients are processed, once, and others wait. */
public final class Payments {
  /** A copy may come to another consumer, which has to hear in time that it is processed. */
  private static final Duration SHORTEST_MARGIN = Duration.ofMillis(50);

  private static final Duration LONGEST_MARGIN = Duration.ofMillis(500);

  private final ClientLog clients;
  private final PaymentsLog log;
  private final DelayMode mode;
  private final Patience patience;
  private final Optional<Consumer<Remembered>> remember;
  private final Clock clock;

  /**
   * Decides for a session.
   *
   * @param clients whose payments may be processed
   * @param log what was processed
   * @param mode how payments wait
   * @param patience how long they do
   * @param remember gets each payment once it waits, to process it before it is looked at again;
   *     none if nobody does
   * @param clock tells when a payment was first looked at
   */
  public Payments(
      ClientLog clients,
      PaymentsLog log,
      DelayMode mode,
      Patience patience,
      Optional<Consumer<Remembered>> remember,
      Clock clock) {
    this.clients = clients;
    this.log = log;
    this.mode = mode;
    this.patience = patience;
    this.remember = remember;
    this.clock = clock;
  }

  /** Returns what is to become of a payment. */
  public Outcome handle(Incoming message) {
    int attempts = mode.attempts(message.queue(), message.properties());
    try {
      Payment payment = MessageBody.paymentIn(message.body());
      return decide(Look.at(message, payment, attempts, clock.instant()), false);
    } catch (MalformedMessageException e) {
      return DeadLetters.putAside(message, Reason.MALFORMED, e.getMessage(), attempts);
    }
  }

  /**
   * @param sure whether all is known that was processed before the payment came, and it is the turn
   *     of this consumer
   */
  private Outcome decide(Look look, boolean sure) {
    if (log.isProcessed(look.key())) {
      return alreadyProcessed(look);
    }
    Optional<CompletableFuture<Void>> underWay = log.underWay(look.key());
    if (underWay.isPresent()) {
      return new Outcome.Hold(underWay.get(), false, () -> decide(look, false));
    }
    boolean known = clients.knows(look.payment().clientId());
    if (!known && !isGivenUp(look)) {
      return postpone(look);
    }
    if (!sure && log.isShared()) {
      if (log.isTurnOfAnother(look.key())) {
        return new Outcome.Hold(log.afterTheOther(), true, () -> decide(look, false));
      }
      if (look.isRepeated()) {
        return announce(look, false);
      }
    }
    return known ? process(look, sure) : giveUp(look);
  }

  private Outcome announce(Look look, boolean again) {
    long asked = System.nanoTime();
    return new Outcome.Hold(
        log.announce(List.of(look.key())),
        false,
        () -> decideInTurn(look, !again && System.nanoTime() - asked > PaymentsLog.TURN.toNanos()));
  }

  /**
   * Of two who have copies of a payment at the same moment, the second waits for the first, but not
   * for ever.
   *
   * @param late whether others may have given up waiting, for this process stood still: then it
   *     looks once more
   */
  private Outcome decideInTurn(Look look, boolean late) {
    if (late) {
      return announce(look, true);
    }
    return decide(look, log.isOurTurn(look.key()));
  }

  /** Somebody sent it twice, unless it is a copy, or delivered again. */
  private static Outcome alreadyProcessed(Look look) {
    return new Outcome.Done(
        look.isRepeated()
            ? Optional.empty()
            : Optional.of(new Event.Duplicate(look.payment().id(), look.payment().clientId())));
  }

  private Outcome process(Look look, boolean sure) {
    if (!log.claim(look.key())) {
      return decide(look, sure);
    }
    Payment payment = look.payment();
    Event.Processed processed =
        new Event.Processed(
            payment.id(),
            payment.clientId(),
            look.attempts(),
            look.waited(),
            look.attempts() > 0 ? Event.Processed.Cause.RETRY : Event.Processed.Cause.PAYMENT,
            Optional.empty());
    if (!log.isShared()) {
      log.done(look.key(), 0);
      return new Outcome.Done(processed);
    }
    Incoming message = look.message();
    Carried carried = Carried.of(message.properties(), message.body(), payment);
    List<Message> records = log.records(carried, processed, 0);
    return new Outcome.Republish(records, Optional.of(processed), () -> log.done(look.key(), 0));
  }

  private boolean isGivenUp(Look look) {
    return clients.isRead()
        && patience.isOver(
            look.attempts(), look.fromTheFuture() ? Optional.empty() : Optional.of(look.waited()));
  }

  private Outcome giveUp(Look look) {
    Payment payment = look.payment();
    String detail =
        "client %d was not registered within %s of payment %d"
            .formatted(payment.clientId(), patience.limit(), payment.id());
    return DeadLetters.putAside(look.message(), Reason.GIVEN_UP, detail, look.attempts());
  }

  private Outcome postpone(Look look) {
    int attempt = look.attempts() + 1;
    Duration delay = patience.delayBefore(attempt);
    long start = System.nanoTime();
    long dueMillis = clock.millis() + delay.toMillis();
    Outcome outcome =
        mode.postpone(new Retry(look.message(), look.payment(), attempt, delay, look.firstSeen()));
    if (remember.isEmpty()) {
      return outcome;
    }
    Runnable waits =
        () -> remember.get().accept(remembered(look, attempt, dueMillis, start, delay));
    if (outcome instanceof Outcome.Reject reject) {
      return reject.andThen(waits);
    }
    Outcome.Republish copy = (Outcome.Republish) outcome;
    return copy.event().isPresent() ? copy.andThen(waits) : copy; // else it does not wait yet
  }

  private Remembered remembered(
      Look look, int attempt, long dueMillis, long start, Duration delay) {
    Duration margin = between(SHORTEST_MARGIN, delay.dividedBy(10), LONGEST_MARGIN);
    Incoming message = look.message();
    return new Remembered(
        look.payment().id(),
        look.payment().clientId(),
        Carried.of(message.properties(), message.body(), look.payment()),
        attempt,
        look.firstSeen().toEpochMilli(),
        dueMillis,
        start + delay.minus(margin).toNanos(),
        OptionalLong.empty());
  }

  private static Duration between(Duration least, Duration value, Duration most) {
    Duration atLeast = value.compareTo(least) < 0 ? least : value;
    return atLeast.compareTo(most) > 0 ? most : atLeast;
  }
}
