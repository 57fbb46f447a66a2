package payments.consumer.matching;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Map;
import payments.common.amqp.Copies;
import payments.common.amqp.Message;
import payments.consumer.delivery.Incoming;

/** What is written to the stream: registrations, and marks that show a reader how far it is. */
final class LogRecord {
  private static final String MARK = "mark";

  private LogRecord() {}

  /** Without headers: there are some, of decimal numbers, that no stream takes. */
  static BasicProperties properties(Incoming registration) {
    return Copies.properties(registration.properties(), Map.of())
        .builder()
        .type(null)
        .headers(null)
        .build();
  }

  static Message mark(String stream, String id) {
    BasicProperties properties =
        new BasicProperties.Builder().deliveryMode(2).type(MARK).messageId(id).build();
    return Message.to(stream, properties, new byte[0]);
  }

  static boolean isMark(BasicProperties properties) {
    return MARK.equals(properties.getType());
  }

  static boolean isMark(BasicProperties properties, String id) {
    return isMark(properties) && id.equals(properties.getMessageId());
  }
}
