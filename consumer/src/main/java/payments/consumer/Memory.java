package payments.consumer;

import payments.consumer.clientlog.RegisteredClients;
import payments.consumer.paymentslog.ProcessedPayments;

/** What outlives a session: whom the consumer knows, and what was processed. */
final class Memory {
  private final RegisteredClients clients = new RegisteredClients();
  private final ProcessedPayments processed = new ProcessedPayments();
  private volatile boolean complete;

  RegisteredClients clients() {
    return clients;
  }

  ProcessedPayments processed() {
    return processed;
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
