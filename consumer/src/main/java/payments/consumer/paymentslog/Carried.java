package payments.consumer.paymentslog;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import java.util.HashMap;
import java.util.Map;
import payments.common.Headers;
import payments.common.Payment;

/**
 * What of a payment's message goes on when it is processed.
 *
 * @param body as it came
 * @param messageId that of the message or, if it had none, one that each copy of it would get
 * @param contentType null if it had none
 * @param correlationId null if it had none
 * @param headers those of the sender that a stream takes
 */
public record Carried(
    byte[] body,
    String messageId,
    String contentType,
    String correlationId,
    Map<String, Object> headers) {
  private static final String JSON = "application/json";

  /** Returns what goes on of a message. */
  public static Carried of(BasicProperties properties, byte[] body, Payment payment) {
    String type = properties.getContentType();
    return new Carried(
        body,
        payment.messageId(properties.getMessageId()),
        JSON.equals(type) ? JSON : type, // one text for all
        properties.getCorrelationId(),
        headers(properties));
  }

  private static Map<String, Object> headers(BasicProperties properties) {
    Map<String, Object> headers = Headers.forCopy(properties);
    headers.entrySet().removeIf(header -> isLeftBehind(header.getKey(), header.getValue()));
    return headers.isEmpty() ? Map.of() : new HashMap<>(headers);
  }

  /** A stream refuses other values by closing the connection. */
  private static boolean isLeftBehind(String name, Object value) {
    boolean taken =
        value instanceof LongString
            || value instanceof String
            || value instanceof Boolean
            || value instanceof Byte
            || value instanceof Short
            || value instanceof Integer
            || value instanceof Long;
    return !taken || Headers.isOurs(name) || name.startsWith("x-stream-");
  }

  /** Returns roughly how much memory it takes, in bytes. */
  public long size() {
    int texts = messageId.length() + (correlationId == null ? 0 : correlationId.length());
    return 200 + body.length + 2 * texts + Headers.size(headers);
  }
}
