package payments.systemtests;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Another program on the same broker, on the bare client. */
final class Wire implements AutoCloseable {
  private final Connection connection;
  private final Channel channel;

  Wire(String uri) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    connection = factory.newConnection("wire");
    channel = connection.createChannel();
    channel.confirmSelect();
  }

  Channel channel() {
    return channel;
  }

  static String payment(long id, long client) {
    return "{\"id\":%d,\"clientId\":%d,\"value\":300,\"operationDate\":\"2026-11-23T06:00:00.123Z\"}"
        .formatted(id, client);
  }

  static String client(long id) {
    return "{\"id\":%d,\"name\":\"new client\"}".formatted(id);
  }

  /** Returns the number of the payment in a body as {@link #payment} makes it. */
  static long paymentId(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    int start = text.indexOf("\"id\":") + "\"id\":".length();
    return Long.parseLong(text.substring(start, text.indexOf(',', start)));
  }

  static BasicProperties messageId(String id) {
    return MessageProperties.PERSISTENT_BASIC.builder().messageId(id).build();
  }

  /** Sends a payment without any property or header. */
  void sendPayment(long id, long client) throws Exception {
    send("payments", "process.payment", null, payment(id, client));
  }

  void sendPayment(long id, long client, BasicProperties properties) throws Exception {
    send("payments", "process.payment", properties, payment(id, client));
  }

  void sendClient(long id) throws Exception {
    send("clients", "", null, client(id));
  }

  void send(String exchange, String key, BasicProperties properties, String body) throws Exception {
    send(exchange, key, properties, body.getBytes(StandardCharsets.UTF_8));
  }

  void send(String exchange, String key, BasicProperties properties, byte[] body) throws Exception {
    channel.basicPublish(exchange, key, properties, body);
    channel.waitForConfirmsOrDie(30_000);
  }

  /** Takes one message from a queue, null if none is there. */
  GetResponse take(String queue) throws IOException {
    return channel.basicGet(queue, true);
  }

  /** Returns how many messages are ready in a queue. */
  long ready(String queue) throws IOException {
    return channel.messageCount(queue);
  }

  @Override
  public void close() {
    connection.abort(2_000);
  }
}
