package payments.common;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What the programs need to know of a payment.
 *
 * @param id number of the payment, above 0
 * @param clientId number of the paying client, above 0, who may not be registered yet
 * @param value amount in cents, above 0
 * @param operationDate when the producer created it, as it wrote that; empty if it did not
 */
public record Payment(long id, long clientId, long value, String operationDate) {
  private static final int LONGEST_DATE = 100;

  public Payment {
    requirePositive("id", id);
    requirePositive("clientId", clientId);
    requirePositive("value", value);
    requireNonNull(operationDate, "operationDate");
  }

  /**
   * Returns the message-id that each copy of the payment has.
   *
   * @param given that of the message it came in, null or empty if it had none; then one follows
   *     from what the payment is
   */
  public String messageId(String given) {
    return given == null || given.isEmpty() ? derivedMessageId() : given;
  }

  /** A date may be of any length, and a message-id not. */
  private String derivedMessageId() {
    String numbers = id + "-" + clientId + "-" + value + "-";
    byte[] date = operationDate.getBytes(StandardCharsets.UTF_8);
    return date.length <= LONGEST_DATE
        ? numbers + operationDate
        : numbers + UUID.nameUUIDFromBytes(date);
  }

  private static void requirePositive(String name, long number) {
    if (number <= 0) {
      throw new IllegalArgumentException(name + " must be above 0, was " + number);
    }
  }
}
