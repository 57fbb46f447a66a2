package payments.producer;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.UUID;
import payments.common.amqp.Message;

/**
 * A message and what to call it.
 *
 * @param name such as {@code client 1}
 * @param message what to publish
 */
record Outgoing(String name, Message message) {
  private static final int PERSISTENT = 2;

  /** Returns the properties that every message of this producer has. */
  static BasicProperties.Builder properties() {
    return new BasicProperties.Builder()
        .contentType("application/json")
        .deliveryMode(PERSISTENT)
        .messageId(UUID.randomUUID().toString());
  }
}
