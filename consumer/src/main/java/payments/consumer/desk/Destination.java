package payments.consumer.desk;

import payments.common.Names;

/**
 * Where a message is published to.
 *
 * @param exchange empty for the default one
 * @param routingKey with the default exchange, the name of a queue
 * @param mandatory whether the broker is to return what no queue takes
 */
public record Destination(String exchange, String routingKey, boolean mandatory) {
  static final Destination CLIENTS_LOG = queue(Names.CLIENTS_LOG);
  static final Destination PAYMENTS_LOG = queue(Names.PAYMENTS_LOG);
  static final Destination DEAD_LETTERS = queue(Names.DEAD_LETTERS);
  static final Destination WAITED = queue(Names.PAYMENT_REPROCESSOR);

  /** Fewer queues than one may be bound: nobody has to want what is processed. */
  static final Destination PROCESSED_PAYMENTS =
      new Destination(Names.PROCESSED_PAYMENTS, "", false);

  /** Straight to a queue, which has to exist. */
  public static Destination queue(String name) {
    return new Destination(Names.DEFAULT_EXCHANGE, name, true);
  }

  /** Returns what a user would call it. */
  @Override
  public String toString() {
    return exchange.isEmpty()
        ? "queue " + routingKey
        : "exchange " + exchange + (routingKey.isEmpty() ? "" : " with key " + routingKey);
  }
}
