package payments.consumer.metrics;

import java.util.List;
import java.util.Map;

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

  /** Returns how many payments are remembered until they are due. */
  long remembered();

  /** Returns how many wait that are not remembered, as there was no room for them. */
  long notRemembered();

  /** Returns the remembered payments, in any order: a copy of its own. */
  List<RememberedPayment> waiting();

  /** The state of a consumer that has no connection. */
  static State of(String whyNotReady) {
    return new WithoutSession(whyNotReady);
  }
}
