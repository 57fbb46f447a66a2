package payments.consumer.desk;

import payments.common.Names;

/** The queues that the consumer takes messages from. */
public enum Source {
  /** Registrations. */
  CLIENTS(Names.CLIENTS_PROCESSOR),
  /** Payments, at their first look. */
  PAYMENTS(Names.PAYMENT_PROCESSOR),
  /** Payments, at every later look. */
  WAITED(Names.PAYMENT_REPROCESSOR);

  private final String queue;

  Source(String queue) {
    this.queue = queue;
  }

  /** Returns the name of the queue. */
  public String queue() {
    return queue;
  }
}
