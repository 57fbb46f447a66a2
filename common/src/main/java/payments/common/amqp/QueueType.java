package payments.common.amqp;

import java.util.Map;
import payments.common.Names;

/** The types of queue that the topology can be made of. */
public enum QueueType {
  /** One node holds the messages. */
  CLASSIC,
  /** Replicated in a cluster. */
  QUORUM;

  /**
   * So high that it is never reached: by default brokers from 4.0 give up a message after 20
   * returns, and -1 means none on some versions and no limit on others.
   */
  private static final int DELIVERY_LIMIT = 1_000_000_000;

  /**
   * Said for classic queues, too: the default of a virtual host may be another type, whose delivery
   * limit loses messages.
   */
  private static final String TYPE = "x-queue-type";

  /** Returns the arguments of a queue for messages that wait to be handled. */
  Map<String, Object> arguments() {
    return this == CLASSIC ? Map.of(TYPE, "classic") : deadLetteringQuorum();
  }

  /** Returns the arguments of the queue of dead letters, from which nothing goes on. */
  Map<String, Object> finalArguments() {
    return this == CLASSIC
        ? Map.of(TYPE, "classic")
        : Map.of(TYPE, "quorum", "x-delivery-limit", DELIVERY_LIMIT);
  }

  /**
   * Returns the arguments of a quorum queue that hands on to the dead letters, whatever happens.
   */
  public static Map<String, Object> deadLetteringQuorum() {
    return Map.of(
        TYPE,
        "quorum",
        "x-delivery-limit",
        DELIVERY_LIMIT,
        "x-dead-letter-exchange",
        Names.DEFAULT_EXCHANGE,
        "x-dead-letter-routing-key",
        Names.DEAD_LETTERS,
        "x-dead-letter-strategy",
        "at-least-once",
        "x-overflow",
        "reject-publish");
  }

  QueueType other() {
    return this == CLASSIC ? QUORUM : CLASSIC;
  }
}
