package payments.consumer;

import payments.consumer.clientlog.RegisteredClients;
import payments.consumer.paymentslog.ProcessedPayments;

/** What outlives a session: whom the consumer knows, and what was processed. */
final class Memory {
  private final RegisteredClients clients = new RegisteredClients();
  private final ProcessedPayments processed = new ProcessedPayments();
  private volatile boolean complete;
  private volatile long largestMessage = Long.MAX_VALUE;

  RegisteredClients clients() {
    return clients;
  }

  ProcessedPayments processed() {
    return processed;
  }

  /** Notes how many bytes the broker takes in a message, when it has refused one. */
  void largestMessage(long bytes) {
    largestMessage = bytes;
  }

  /** Returns how many bytes the broker takes in a message, as far as is known. */
  long largestMessage() {
    return largestMessage;
  }

  /** Notes that all clients are known that were registered before the start. */
  void complete() {
    complete = true;
  }

  /** Whether all clients are known that were registered before the start. */
  boolean isComplete() {
    return complete;
  }
}
