package payments.broker;

import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.bytebuffer.QpidByteBuffer;
import org.apache.qpid.server.message.MessageReference;
import org.apache.qpid.server.message.ServerMessage;
import org.apache.qpid.server.protocol.v0_8.AMQMessage;
import org.apache.qpid.server.protocol.v0_8.FieldTable;
import org.apache.qpid.server.protocol.v0_8.MessageMetaData;
import org.apache.qpid.server.protocol.v0_8.transport.BasicContentHeaderProperties;
import org.apache.qpid.server.protocol.v0_8.transport.ContentHeaderBody;
import org.apache.qpid.server.store.MessageHandle;
import org.apache.qpid.server.store.MessageStore;

/** The header that says how long a message waits, read and negated as RabbitMQ's plugin does it. */
final class DelayHeader {

  private static final String NAME = "x-delay";

  /** Seven weeks: the longest time that a timer of RabbitMQ can be set to. */
  private static final long LONGEST_MILLIS = 4_294_967_295L;

  private DelayHeader() {}

  /** Returns how long the message waits, or 0 if it does not: see {@link #millis}. */
  static long millisOf(ServerMessage<?> message) {
    return millis(message.getMessageHeader().getHeader(NAME));
  }

  /**
   * Returns the delay that a header's value means, or 0.
   *
   * <p>An integer of any width from 1 to 4294967295 is a delay, everything else is none. The plugin
   * also takes numbers written as a string or with a fraction; these programs send neither.
   *
   * @param value what the header holds, null where there is none
   */
  static long millis(Object value) {
    boolean integer =
        value instanceof Integer
            || value instanceof Long
            || value instanceof Short
            || value instanceof Byte;
    long millis = integer ? ((Number) value).longValue() : 0;
    return millis > LONGEST_MILLIS ? 0 : Math.max(millis, 0);
  }

  /**
   * Puts a copy into the store whose delay is negated, so that it is not delayed again and its
   * consumer sees that it was.
   *
   * @return the copy, which lives until this reference and those of the queues are released
   */
  static MessageReference<AMQMessage> negated(AMQMessage message, MessageStore store) {
    var properties =
        new BasicContentHeaderProperties(message.getContentHeaderBody().getProperties());
    Map<String, Object> headers = new HashMap<>(properties.getHeadersAsMap());
    headers.put(NAME, -millisOf(message));
    properties.setHeaders(FieldTable.convertToFieldTable(headers));
    var header = new ContentHeaderBody(properties, message.getSize());
    MessageHandle<MessageMetaData> copy =
        store.addMessage(new MessageMetaData(message.getMessagePublishInfo(), header));
    try (QpidByteBuffer content = message.getContent()) {
      copy.addContent(content);
    }
    return new AMQMessage(copy.allContentAdded(), message.getConnectionReference()).newReference();
  }
}
