package payments.consumer.desk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
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
    int hash = Objects.hash(payment.clientId(), payment.value(), payment.operationDate());
    return hash == 0 ? 1 : hash;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
