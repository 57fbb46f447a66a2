package payments.broker;

import org.apache.qpid.server.bytebuffer.QpidByteBuffer;
import org.apache.qpid.server.message.MessageReference;
import org.apache.qpid.server.message.ServerMessage;
import org.apache.qpid.server.protocol.v0_8.AMQFrameDecodingException;
import org.apache.qpid.server.protocol.v0_8.AMQMessage;
import org.apache.qpid.server.protocol.v0_8.AMQShortString;
import org.apache.qpid.server.protocol.v0_8.AMQTypedValue;
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

  /** Flags of the properties that are written before the headers. */
  private static final int CONTENT_TYPE = 1 << 15;

  private static final int CONTENT_ENCODING = 1 << 14;

  /** A long where a byte was. */
  private static final int MOST_BYTES_ADDED = Long.BYTES - Byte.BYTES;

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
    BasicContentHeaderProperties properties =
        negated(message.getContentHeaderBody().getProperties(), millisOf(message));
    var header = new ContentHeaderBody(properties, message.getSize());
    MessageHandle<MessageMetaData> copy =
        store.addMessage(new MessageMetaData(message.getMessagePublishInfo(), header));
    try (QpidByteBuffer content = message.getContent()) {
      copy.addContent(content);
    }
    return new AMQMessage(copy.allContentAdded(), message.getConnectionReference()).newReference();
  }

  /**
   * Returns a copy of properties with the delay negated. The other headers stay the bytes that they
   * are: the broker cannot decode all that it passes on, such as a header whose name is empty.
   */
  static BasicContentHeaderProperties negated(
      BasicContentHeaderProperties properties, long millis) {
    byte[] old = new byte[properties.getPropertyListSize()];
    QpidByteBuffer in = QpidByteBuffer.wrap(old);
    properties.writePropertyListPayload(in);
    in.flip();
    skipText(properties, CONTENT_TYPE, in);
    skipText(properties, CONTENT_ENCODING, in);
    int table = in.position();
    int end = table + Integer.BYTES + in.getInt();

    QpidByteBuffer out = QpidByteBuffer.wrap(new byte[old.length + MOST_BYTES_ADDED]);
    out.put(old, 0, table + Integer.BYTES);
    while (in.position() < end) {
      int start = in.position();
      String name = AMQShortString.readAMQShortStringAsString(in);
      AMQTypedValue.readFromBuffer(in);
      if (!NAME.equals(name)) {
        out.put(old, start, in.position() - start);
      }
    }
    AMQShortString.writeShortString(out, NAME);
    AMQTypedValue.createAMQTypedValue(-millis).writeToBuffer(out);
    out.putInt(table, out.position() - table - Integer.BYTES);
    out.put(old, end, old.length - end);
    out.flip();
    try {
      return new BasicContentHeaderProperties(out, properties.getPropertyFlags(), out.remaining());
    } catch (AMQFrameDecodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void skipText(
      BasicContentHeaderProperties properties, int flag, QpidByteBuffer in) {
    if ((properties.getPropertyFlags() & flag) != 0) {
      AMQShortString.readAMQShortString(in);
    }
  }
}
