package payments.consumer.paymentslog;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The payments that consumers have announced in the log and not processed yet, and who was the
 * first. All consumers read the announcements in one order, so that of several who have copies of
 * one payment at the same moment all know whose turn it is. Any thread may use it.
 */
final class Announcements {
  /** Others wait for so long for the first one, from when they read of it. */
  private static final long LIFE_NANOS = Duration.ofSeconds(5).toNanos();

  /**
   * More than a consumer writes at once: with the largest prefetch 65,535 payments of each of two
   * queues, 20,000 more of each that are held, and 1,000 that it processes at once.
   */
  private static final int LARGEST_TEXT = 1 << 22;

  private static final int BYTES_EACH = 2 * Long.BYTES;

  private record First(String writer, boolean ours, long endNanos) {}

  private final LongSupplier nanoTime;

  /** In the order in which they came, so that the oldest are found at once. */
  private final Map<PaymentKey, First> announced = new LinkedHashMap<>();

  /**
   * Starts with none.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  Announcements(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Returns what tells all who read it of these payments. */
  static byte[] text(Collection<PaymentKey> keys) {
    ByteBuffer text = ByteBuffer.allocate(keys.size() * BYTES_EACH);
    keys.forEach(key -> text.putLong(key.high()).putLong(key.low()));
    return text.array();
  }

  /**
   * Some were read.
   *
   * @param writer who wrote them
   * @param ours whether that is this consumer
   * @param text what was written; anything else is passed over
   */
  synchronized void read(String writer, boolean ours, byte[] text) {
    if (text.length > LARGEST_TEXT || text.length % BYTES_EACH != 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    forgetOld(now);
    First next = new First(writer, ours, now + LIFE_NANOS);
    ByteBuffer keys = ByteBuffer.wrap(text);
    while (keys.hasRemaining()) {
      PaymentKey key = new PaymentKey(keys.getLong(), keys.getLong());
      First first = announced.get(key);
      if (first == null || first.writer().equals(writer)) {
        announced.remove(key); // to the end of the order
        announced.put(key, next);
      }
    }
  }

  private void forgetOld(long now) {
    Iterator<First> oldest = announced.values().iterator();
    while (oldest.hasNext() && oldest.next().endNanos() - now <= 0) {
      oldest.remove();
    }
  }

  /** A payment is processed. */
  synchronized void remove(PaymentKey key) {
    announced.remove(key);
  }

  /** Whether this consumer was the first, not long ago. */
  synchronized boolean isOurs(PaymentKey key) {
    First first = alive(key);
    return first != null && first.ours();
  }

  /** Whether another consumer was the first, not long ago. */
  synchronized boolean isOfAnother(PaymentKey key) {
    First first = alive(key);
    return first != null && !first.ours();
  }

  private First alive(PaymentKey key) {
    First first = announced.get(key);
    return first != null && first.endNanos() - nanoTime.getAsLong() > 0 ? first : null;
  }
}
