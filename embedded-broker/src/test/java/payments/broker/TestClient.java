package payments.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection of its own with a channel that confirms: what every test needs of the client. */
final class TestClient implements AutoCloseable {

  static final int PATIENCE_MILLIS = 10_000;

  private final Connection connection;
  private final Channel channel;

  TestClient(int port) throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setPort(port);
    factory.setAutomaticRecoveryEnabled(false);
    connection = factory.newConnection();
    channel = connection.createChannel();
    channel.confirmSelect();
  }

  Channel channel() {
    return channel;
  }

  void declareDelayed(String exchange) throws IOException {
    declareDelayed(exchange, Map.of("x-delayed-type", "direct"));
  }

  void declareDelayed(String exchange, Map<String, Object> arguments) throws IOException {
    channel.exchangeDeclare(exchange, "x-delayed-message", true, false, arguments);
  }

  /** Declares a queue, named after exchange and key, and binds it. */
  String bindQueue(String exchange, String key) throws IOException {
    String queue = exchange + "." + key;
    channel.queueDeclare(queue, true, false, false, null);
    channel.queueBind(queue, exchange, key);
    return queue;
  }

  /** Publishes a persistent message and returns when it is confirmed. */
  void publish(String exchange, String key, String body, Object delay) throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put("x-delay", delay);
    publish(exchange, key, body.getBytes(), headers);
  }

  void publish(String exchange, String key, byte[] body, Map<String, Object> headers)
      throws Exception {
    BasicProperties properties =
        MessageProperties.PERSISTENT_BASIC.builder().headers(headers).build();
    channel.basicPublish(exchange, key, properties, body);
    channel.waitForConfirmsOrDie(PATIENCE_MILLIS);
  }

  /** Returns what arrives in the queue from now on, acknowledged. */
  BlockingQueue<Arrival> consume(String queue) throws IOException {
    BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    channel.basicConsume(
        queue,
        true,
        (tag, message) ->
            arrivals.add(
                new Arrival(System.nanoTime(), message.getProperties(), message.getBody())),
        tag -> {});
    return arrivals;
  }

  static Arrival next(BlockingQueue<Arrival> arrivals) throws InterruptedException {
    Arrival next = arrivals.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("nothing arrived in " + PATIENCE_MILLIS + " ms");
    }
    return next;
  }

  @Override
  public void close() {
    connection.abort();
  }

  /**
   * A message that arrived.
   *
   * @param nanos when, by {@link System#nanoTime()}
   */
  record Arrival(long nanos, BasicProperties properties, byte[] body) {

    String text() {
      return new String(body);
    }

    Object header(String name) {
      return properties.getHeaders().get(name);
    }

    long millisSince(long start) {
      return TimeUnit.NANOSECONDS.toMillis(nanos - start);
    }
  }
}
