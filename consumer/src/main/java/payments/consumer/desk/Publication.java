package payments.consumer.desk;

import java.util.List;
import java.util.Optional;
import payments.consumer.event.Event;

/** A message that the desk wants to be published: what it says, not yet how. */
public sealed interface Publication {
  /** Returns the delivery that is settled when this one is safe, none if there is none. */
  default Optional<Delivery> original() {
    return Optional.empty();
  }

  /**
   * A copy of a payment, which waits.
   *
   * @param attempt number of the coming look, from 1
   * @param delayMillis how long it waits
   */
  record Copy(Delivery delivery, int attempt, long delayMillis, long firstSeenMillis)
      implements Publication {
    @Override
    public Optional<Delivery> original() {
      return Optional.of(delivery);
    }
  }

  /** A copy of a payment in the queue in which it can wait; it does not yet. */
  record Moved(Delivery delivery, long firstSeenMillis) implements Publication {
    @Override
    public Optional<Delivery> original() {
      return Optional.of(delivery);
    }
  }

  /**
   * A message that is put aside.
   *
   * @param detail in a sentence, safe to print
   */
  record DeadLetter(
      Delivery delivery, Reason reason, String detail, int attempts, long firstSeenMillis)
      implements Publication {
    @Override
    public Optional<Delivery> original() {
      return Optional.of(delivery);
    }
  }

  /** A registration, for its log. */
  record RegistrationRecord(Delivery delivery, long client) implements Publication {
    @Override
    public Optional<Delivery> original() {
      return Optional.of(delivery);
    }
  }

  /** A decision about a payment, for their log: it counts if it is the first there. */
  sealed interface Record extends Publication {
    /** Returns what the payment is known by. */
    PaymentKey key();

    /** Returns what is decided. */
    Decision decision();
  }

  /**
   * A payment is processed.
   *
   * @param event what is said of it if this decision counts
   * @param content a hash of what the payment is besides its key
   * @param processedAtMillis when that was decided
   * @param copyDueMillis until when a copy of it may come, in milliseconds of the epoch; 0 if none
   *     will
   * @param handsOn whether it goes to the exchange as well, once this is read
   */
  record ProcessedRecord(
      PaymentKey key,
      Carried carried,
      Event.Processed event,
      int content,
      long processedAtMillis,
      long copyDueMillis,
      boolean handsOn)
      implements Record {
    @Override
    public Decision decision() {
      return Decision.PROCESSED;
    }
  }

  /** Any other decision. */
  record DecisionMark(PaymentKey key, Decision decision) implements Record {}

  /** A processed payment, for whoever is bound to the exchange for them. */
  record HandedOn(ProcessedRecord record) implements Publication {}

  /** Tells readers of the log which payments the exchange has taken. */
  record HandedOnMark(List<PaymentKey> keys) implements Publication {}
}
