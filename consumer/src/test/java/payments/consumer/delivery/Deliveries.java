package payments.consumer.delivery;

import com.rabbitmq.client.AMQP.BasicProperties;

/** Delivered messages, for tests without a broker. */
public final class Deliveries {
  private Deliveries() {}

  /** Returns a message that nobody has seen before. */
  public static Incoming first(String queue, BasicProperties properties, byte[] body) {
    return new Incoming(new Inbox(null, queue, 1), "consumer", 1, false, properties, body);
  }

  /** Returns a message that was delivered before. */
  public static Incoming again(String queue, BasicProperties properties, byte[] body) {
    return new Incoming(new Inbox(null, queue, 1), "consumer", 1, true, properties, body);
  }

  static Incoming tagged(long deliveryTag) {
    return new Incoming(
        new Inbox(null, "queue", 1),
        "consumer",
        deliveryTag,
        false,
        new BasicProperties(),
        new byte[0]);
  }
}
