package payments.consumer.broker;

import com.rabbitmq.client.AMQP.BasicProperties;

/**
 * A delivered message.
 *
 * @param consumer which of the consumers of its queue, one after the other, has got it
 * @param deliveryTag the broker's number of it on its channel
 * @param redelivered whether the broker may have delivered it before
 * @param properties with the headers
 * @param body bytes that are not changed any more
 */
public record Incoming(
    int consumer, long deliveryTag, boolean redelivered, BasicProperties properties, byte[] body) {}
