package payments.common;

/**
 * What the programs need to know of a payment.
 *
 * @param id number of the payment, above 0
 * @param clientId number of the paying client, above 0, who may not be registered yet
 * @param value amount in cents, above 0
 */
public record Payment(long id, long clientId, long value) {
  public Payment {
    requirePositive("id", id);
    requirePositive("clientId", clientId);
    requirePositive("value", value);
  }

  private static void requirePositive(String name, long number) {
    if (number <= 0) {
      throw new IllegalArgumentException(name + " must be above 0, was " + number);
    }
  }
}
