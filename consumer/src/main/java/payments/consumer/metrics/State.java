package payments.consumer.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a consumer can tell of itself at any moment, besides its events. Any thread may ask; an
 * answer is at once and never waits for the broker.
 */
public interface State {
  /** Returns why it is not ready, one reason each, for people; empty when it is. */
  List<String> notReady();

  /** Returns how many clients are known. */
  long clients();

  /** Returns how many messages are published and not yet confirmed. */
  long unconfirmed();

  /** Returns how many deliveries of each queue are in hand, neither acknowledged nor given back. */
  Map<String, Long> unsettled();

  /** Returns how many payments are remembered until they come back or are processed. */
  long remembered();

  /** Returns how many wait that are not remembered, as there was no room for them. */
  long notRemembered();

  /** Returns how many of the remembered are due and have not come back. */
  long overdue();

  /** Returns when the one of these was first looked at that has been due for longest. */
  Optional<Instant> oldestOverdue();

  /** Returns how many records of this process came after another decision in the log. */
  long voidRecords();

  /** Returns the remembered payments, in any order: a copy of its own. */
  List<RememberedPayment> waiting();

  /**
   * The state of a consumer that has no connection.
   *
   * @param voidRecords how many there were so far
   */
  static State of(String whyNotReady, long voidRecords) {
    return new WithoutSession(whyNotReady, voidRecords);
  }
}
