package payments.consumer.delivery;

import com.rabbitmq.client.AMQP.BasicProperties;
import payments.common.Headers;

/** A delivered message, which the broker keeps until it is settled. */
public final class Incoming {
  private final Inbox inbox;
  private final String consumerTag;
  private final long deliveryTag;
  private final boolean redelivered;
  private final BasicProperties properties;
  private final byte[] body;

  /** Changed by the journal's thread only. */
  private volatile boolean settled;

  /** Whether it waits for something that may take long, such as room in a full queue. */
  private volatile boolean held;

  Incoming(
      Inbox inbox,
      String consumerTag,
      long deliveryTag,
      boolean redelivered,
      BasicProperties properties,
      byte[] body) {
    this.inbox = inbox;
    this.consumerTag = consumerTag;
    this.deliveryTag = deliveryTag;
    this.redelivered = redelivered;
    this.properties = properties;
    this.body = body;
  }

  /** Returns the name of the queue it came from. */
  public String queue() {
    return inbox.queue();
  }

  /** Returns its properties, with its headers. */
  public BasicProperties properties() {
    return properties;
  }

  /** Returns its bytes, which nobody changes. */
  public byte[] body() {
    return body;
  }

  /** Whether the broker may have delivered it before. */
  public boolean redelivered() {
    return redelivered;
  }

  /** Returns roughly how much memory it takes, in bytes. */
  long size() {
    return body.length + Headers.size(Headers.all(properties));
  }

  Inbox inbox() {
    return inbox;
  }

  String consumerTag() {
    return consumerTag;
  }

  long deliveryTag() {
    return deliveryTag;
  }

  boolean isSettled() {
    return settled;
  }

  /** Returns whether this is the first time it is settled. */
  boolean settle() {
    boolean first = !settled;
    settled = true;
    return first;
  }

  boolean isHeld() {
    return held;
  }

  void hold(boolean wait) {
    held = wait;
  }
}
