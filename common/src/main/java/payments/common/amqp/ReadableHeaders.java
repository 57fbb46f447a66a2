package payments.common.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.ValueReader;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import payments.common.Headers;

/**
 * Header frames as the client can read them. One that it cannot ends its connection, and the broker
 * gives the message to the next one: so a single message would stop all consumers. What can be read
 * of it is kept, and a note says what is wrong.
 */
final class ReadableHeaders {
  private static final int BODY_SIZE_AT = 4;
  private static final int FLAGS_AT = BODY_SIZE_AT + Long.BYTES;
  private static final int CONTENT_TYPE = 1 << 15;
  private static final int CONTENT_ENCODING = 1 << 14;
  private static final int TABLE = 1 << 13;

  /** That more flags follow, which RabbitMQ 3.10 passes on though none do, and one of no use. */
  private static final int WITHOUT_MEANING = 0b11;

  private ReadableHeaders() {}

  /**
   * Returns the frame, or what takes its place if it is a header that cannot be read. To read it
   * takes half a microsecond, some percent of what a message takes.
   */
  static Frame of(Frame frame) throws IOException {
    if (frame.getType() != AMQP.FRAME_HEADER) {
      return frame;
    }
    try {
      read(frame.getPayload());
      return frame;
    } catch (IOException | RuntimeException e) {
      return noted(frame, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static AMQContentHeader read(byte[] payload) throws IOException {
    return AMQImpl.readContentHeaderFrom(stream(payload));
  }

  private static DataInputStream stream(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private static Frame noted(Frame frame, String why) throws IOException {
    byte[] payload = frame.getPayload();
    Map<String, Object> headers = new HashMap<>();
    BasicProperties properties = new BasicProperties();
    try {
      properties = readable(payload, headers);
    } catch (IOException | RuntimeException e) {
      headers.clear(); // what there is of it may be anything
    }
    headers.put(Headers.UNREADABLE, why);
    long bodySize = ByteBuffer.wrap(payload).getLong(BODY_SIZE_AT);
    return properties.builder().headers(headers).build().toFrame(frame.getChannel(), bodySize);
  }

  /** Returns the properties without the headers, of which those that can be read are added. */
  private static BasicProperties readable(byte[] payload, Map<String, Object> headers)
      throws IOException {
    ByteBuffer header = ByteBuffer.wrap(payload);
    int flags = header.getShort(FLAGS_AT) & ~WITHOUT_MEANING;
    header.position(FLAGS_AT + Short.BYTES);
    if ((flags & CONTENT_TYPE) != 0) {
      skipShortText(header);
    }
    if ((flags & CONTENT_ENCODING) != 0) {
      skipShortText(header);
    }
    final int start = header.position();
    if ((flags & TABLE) != 0) {
      int length = header.getInt();
      addReadable(header.slice(header.position(), length), headers);
      skip(header, length);
    }
    ByteBuffer others = ByteBuffer.allocate(payload.length);
    others.put(payload, 0, start).put(payload, header.position(), header.remaining());
    others.putShort(FLAGS_AT, (short) (flags & ~TABLE));
    return (BasicProperties) read(others.array());
  }

  /** Each header is read as if it were the only one. */
  private static void addReadable(ByteBuffer table, Map<String, Object> headers) {
    while (table.hasRemaining()) {
      int start = table.position();
      skipShortText(table);
      skipValue(table);
      int length = table.position() - start;
      ByteBuffer single = ByteBuffer.allocate(Integer.BYTES + length);
      single.putInt(length).put(table.slice(start, length));
      try {
        new ValueReader(stream(single.array())).readTable().forEach(headers::putIfAbsent);
      } catch (IOException e) {
        continue; // the note tells of it
      }
    }
  }

  private static void skipShortText(ByteBuffer from) {
    skip(from, Byte.toUnsignedInt(from.get()));
  }

  private static void skipValue(ByteBuffer from) {
    char type = (char) from.get();
    switch (type) {
      case 'V' -> skip(from, 0);
      case 't', 'b', 'B' -> skip(from, Byte.BYTES);
      case 's', 'u' -> skip(from, Short.BYTES);
      case 'I', 'i', 'f' -> skip(from, Integer.BYTES);
      case 'D' -> skip(from, Byte.BYTES + Integer.BYTES);
      case 'l', 'd', 'T' -> skip(from, Long.BYTES);
      case 'S', 'x', 'F', 'A' -> skip(from, from.getInt());
      default -> throw new IllegalArgumentException("no value has type " + type);
    }
  }

  private static void skip(ByteBuffer from, int length) {
    from.position(from.position() + length);
  }
}
