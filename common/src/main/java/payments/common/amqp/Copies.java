package payments.common.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Map;
import payments.common.Headers;

/** What a copy of a message takes over from its original. */
public final class Copies {
  private static final int PERSISTENT = 2;

  private Copies() {}

  /**
   * Returns the properties of a persistent copy: those of the original and the given headers.
   *
   * <p>Left behind are {@code expiration}, which would let the copy vanish from its queue, {@code
   * user-id}, which the broker accepts from that user only, {@code cluster-id} and {@code
   * reply-to}, for it may name the channel that sent the original, and the broker's own headers.
   */
  public static BasicProperties properties(BasicProperties original, Map<String, Object> headers) {
    Map<String, Object> all = Headers.forCopy(original);
    all.putAll(headers);
    return properties(original).headers(all).build();
  }

  static BasicProperties withOwnHeadersOnly(BasicProperties properties) {
    return properties.builder().headers(Headers.ours(properties)).build();
  }

  private static BasicProperties.Builder properties(BasicProperties original) {
    return new BasicProperties.Builder()
        .contentType(original.getContentType())
        .contentEncoding(original.getContentEncoding())
        .deliveryMode(PERSISTENT)
        .priority(original.getPriority())
        .correlationId(original.getCorrelationId())
        .messageId(original.getMessageId())
        .timestamp(original.getTimestamp())
        .type(original.getType())
        .appId(original.getAppId());
  }
}
