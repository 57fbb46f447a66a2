package payments.producer;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.UUID;
import java.util.function.Supplier;
import payments.common.amqp.Message;

/**
 * A message and what to call it.
 *
 * @param name such as {@code client 1}, made only for the one that is told of
 * @param message what to publish
 */
record Outgoing(Supplier<String> name, Message message) {
  private static final int PERSISTENT = 2;

  /** Returns the properties that every message of this producer has. */
  static BasicProperties.Builder properties() {
    return new BasicProperties.Builder()
        .contentType("application/json")
        .deliveryMode(PERSISTENT)
        .messageId(UUID.randomUUID().toString());
  }
}
