package payments.common;

/**
 * The bodies of messages: JSON objects. Reading ignores fields it does not know and insists on
 * those it uses, once each. Any thread may call any method.
 */
public final class MessageBody {
  private MessageBody() {}

  /** Returns the body of a registration. */
  public static byte[] of(Client client) {
    return JsonObjects.bytes(
        json -> {
          json.writeNumberField("id", client.id());
          json.writeStringField("name", client.name());
        });
  }

  /** Returns the body of a payment. */
  public static byte[] of(Payment payment) {
    return JsonObjects.bytes(
        json -> {
          json.writeNumberField("id", payment.id());
          json.writeNumberField("clientId", payment.clientId());
          json.writeNumberField("value", payment.value());
          json.writeStringField("operationDate", payment.operationDate());
        });
  }

  /**
   * Returns the number of the client that a registration announces.
   *
   * @throws MalformedMessageException if the body is not a registration, or could be a payment
   */
  public static long clientIn(byte[] body) throws MalformedMessageException {
    return BodyReader.clientIn(body);
  }

  /**
   * Returns the number of the client in a registration that was taken before, perhaps by a version
   * that took what could be a payment, too.
   *
   * @throws MalformedMessageException if the body is not a registration
   */
  public static long keptClientIn(byte[] body) throws MalformedMessageException {
    return BodyReader.keptClientIn(body);
  }

  /**
   * Returns the payment in a body.
   *
   * @throws MalformedMessageException if the body is not a payment
   */
  public static Payment paymentIn(byte[] body) throws MalformedMessageException {
    return BodyReader.paymentIn(body);
  }

  /** Makes the first body read as fast as the next ones: takes some tenths of a second. */
  public static void prepareToRead() {
    try {
      paymentIn(of(new Payment(1, 1, 1, "")));
    } catch (MalformedMessageException e) {
      throw new IllegalStateException(e);
    }
  }
}
