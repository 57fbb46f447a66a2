package payments.consumer.paymentslog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a payment is recognised by: 128 bits of a hash of its message-id and its number. The number
 * tells apart what a careless producer gave the same message-id.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record PaymentKey(long high, long low) {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(PaymentKey::sha256);

  /** Returns the key of a payment. */
  public static PaymentKey of(String messageId, long paymentId) {
    MessageDigest digest = SHA_256.get();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, paymentId));
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(messageId.getBytes(StandardCharsets.UTF_8)));
    return new PaymentKey(hash.getLong(), hash.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
