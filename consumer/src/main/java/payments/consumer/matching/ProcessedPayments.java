package payments.consumer.matching;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The payments processed last, so that one delivered again is recognised. Any thread may use it.
 */
public final class ProcessedPayments {
  private static final int REMEMBERED = 100_000;

  /** The payment tells apart what a careless producer gave the same message id. */
  private record Key(String messageId, long paymentId) {}

  private final Set<Key> keys = new LinkedHashSet<>();
  private final int remembered;

  /** Remembers the last 100,000. */
  public ProcessedPayments() {
    this(REMEMBERED);
  }

  ProcessedPayments(int remembered) {
    this.remembered = remembered;
  }

  /**
   * Remembers a payment as processed.
   *
   * @param messageId of the message that brought it; null or empty tells nothing
   * @param paymentId number of the payment
   * @return whether it was not processed before
   */
  public synchronized boolean add(String messageId, long paymentId) {
    if (messageId == null || messageId.isEmpty()) {
      return true;
    }
    boolean added = keys.add(new Key(messageId, paymentId));
    if (keys.size() > remembered) {
      keys.remove(keys.iterator().next());
    }
    return added;
  }
}
