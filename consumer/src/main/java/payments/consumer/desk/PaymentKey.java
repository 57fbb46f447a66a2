package payments.consumer.desk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import payments.common.Payment;

/**
 * What a payment is recognised by: 128 bits of a hash of its message-id, its number, and how often
 * it was replayed. The number tells apart what a careless producer gave the same message-id; what
 * was put aside and is replayed is a new payment.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record PaymentKey(long high, long low) {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(PaymentKey::sha256);

  /**
   * Returns the key of a payment.
   *
   * @param replayed how often it was replayed
   */
  public static PaymentKey of(String messageId, long paymentId, int replayed) {
    MessageDigest digest = SHA_256.get();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, paymentId));
    if (replayed > 0) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, replayed));
    }
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(messageId.getBytes(StandardCharsets.UTF_8)));
    return new PaymentKey(hash.getLong(), hash.getLong());
  }

  /** Returns a hash, never 0, of what a payment is besides its key. */
  public static int contentHash(Payment payment) {
    long hash = mixed(payment.operationDate().hashCode());
    hash = mixed(hash + payment.clientId());
    hash = mixed(hash + payment.value());
    return (int) hash == 0 ? 1 : (int) hash;
  }

  /** A sum of multiples, as usual, is often the same: of client 7 and 300, and of 8 and 269. */
  private static long mixed(long value) {
    long product = (value ^ value >>> 32) * 0x9e3779b97f4a7c15L;
    return product ^ product >>> 32;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
