package payments.consumer.matching;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The payments processed last, so that one delivered again is recognised. Any thread may use it.
 */
public final class ProcessedPayments {
  private static final int REMEMBERED = 100_000;

  private final Map<String, Long> paymentOfMessage = new LinkedHashMap<>();
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
   * @param paymentId tells apart payments that a careless producer gave the same message id
   * @return whether it was not processed before
   */
  public synchronized boolean add(String messageId, long paymentId) {
    if (messageId == null || messageId.isEmpty()) {
      return true;
    }
    Long before = paymentOfMessage.put(messageId, paymentId);
    if (paymentOfMessage.size() > remembered) {
      paymentOfMessage.remove(paymentOfMessage.keySet().iterator().next());
    }
    return before == null || before != paymentId;
  }
}
