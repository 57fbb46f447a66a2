package payments.systemtests;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Hands on what a broker sends, without what is to get lost: a broker that goes on speaking, but
 * has forgotten something.
 */
final class FrameFilter {
  private static final int METHOD = 1;
  private static final int HEARTBEAT = 8;
  private static final int HEAD_BYTES = 7;
  private static final int END_BYTES = 1;

  private static final int QUEUE_DECLARE_OK = id(50, 11);
  private static final int BASIC_DELIVER = id(60, 60);
  private static final int BASIC_ACK = id(60, 80);
  private static final int BASIC_NACK = id(60, 120);

  private static final int DELIVERY_TAG_BYTES = 8;
  private static final int REDELIVERED_BYTES = 1;

  private final AtomicInteger lost = new AtomicInteger();
  private volatile Predicate<ByteBuffer> toLose = method -> false;

  /** Loses the confirms of messages from now on. */
  void loseConfirms() {
    toLose =
        method -> {
          int id = method.getInt();
          return id == BASIC_ACK || id == BASIC_NACK;
        };
  }

  /** Loses the answers to declarations of a queue from now on. */
  void loseDeclarations(String queue) {
    toLose = method -> method.getInt() == QUEUE_DECLARE_OK && text(method).equals(queue);
  }

  /** Loses the deliveries of messages that were published with a routing key from now on. */
  void loseDeliveries(String routingKey) {
    toLose = method -> method.getInt() == BASIC_DELIVER && routingKey(method).equals(routingKey);
  }

  /** Loses nothing more. */
  void loseNothing() {
    toLose = method -> false;
  }

  /** Returns how many methods got lost. */
  int lost() {
    return lost.get();
  }

  /** Hands on what comes until one side ends it. */
  void copy(InputStream from, OutputStream to) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(from));
    BufferedOutputStream out = new BufferedOutputStream(to);
    Set<Integer> losing = new HashSet<>();
    while (true) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      if (head.length < HEAD_BYTES) {
        return;
      }
      ByteBuffer fields = ByteBuffer.wrap(head);
      int type = fields.get();
      int channel = fields.getShort();
      byte[] rest = in.readNBytes(fields.getInt() + END_BYTES);
      if (!isLost(type, channel, rest, losing)) {
        out.write(head);
        out.write(rest);
      }
      if (in.available() == 0) {
        out.flush();
      }
    }
  }

  /**
   * The header and body of a delivery come after its method, on the same channel.
   *
   * @param losing the channels whose last method got lost
   */
  private boolean isLost(int type, int channel, byte[] payload, Set<Integer> losing) {
    if (type == METHOD) {
      losing.remove(channel);
      if (toLose.test(ByteBuffer.wrap(payload))) {
        losing.add(channel);
        lost.incrementAndGet();
      }
    }
    return type != HEARTBEAT && losing.contains(channel);
  }

  private static String routingKey(ByteBuffer delivery) {
    text(delivery); // the consumer's tag
    delivery.position(delivery.position() + DELIVERY_TAG_BYTES + REDELIVERED_BYTES);
    text(delivery); // the exchange
    return text(delivery);
  }

  private static String text(ByteBuffer arguments) {
    byte[] bytes = new byte[Byte.toUnsignedInt(arguments.get())];
    arguments.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int id(int classId, int methodId) {
    return classId << Short.SIZE | methodId;
  }
}
