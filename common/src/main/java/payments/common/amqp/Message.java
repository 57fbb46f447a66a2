package payments.common.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;

/**
 * A message to publish.
 *
 * @param exchange name of the exchange, empty for the default one
 * @param routingKey what the exchange routes it by
 * @param mandatory whether the broker is to return it if no queue takes it
 * @param properties with the headers
 * @param body bytes that are not changed any more
 */
public record Message(
    String exchange,
    String routingKey,
    boolean mandatory,
    BasicProperties properties,
    byte[] body) {

  /** A message straight to a queue, which has to exist. */
  public static Message to(String queue, BasicProperties properties, byte[] body) {
    return new Message("", queue, true, properties, body);
  }
}
