package payments.consumer.desk;

import java.util.Map;

/**
 * What of a payment's message goes on when it is processed.
 *
 * @param body as it came
 * @param messageId that of the message or, if it had none, one that each copy of it would get
 * @param contentType null if it had none
 * @param correlationId null if it had none
 * @param headers those of the sender that a stream takes
 * @param size roughly the memory it takes, in bytes
 */
public record Carried(
    byte[] body,
    String messageId,
    String contentType,
    String correlationId,
    Map<String, Object> headers,
    long size) {}
