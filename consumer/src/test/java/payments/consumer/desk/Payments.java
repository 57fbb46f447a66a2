package payments.consumer.desk;

import java.util.Map;
import java.util.OptionalLong;
import payments.common.Payment;

/** Payments for tests, and what is delivered of them. */
final class Payments {
  static final long CLIENT = 7;

  private Payments() {}

  static Payment payment(long id) {
    return new Payment(id, CLIENT, 300, "");
  }

  static PaymentKey key(long id) {
    return PaymentKey.of("message " + id, id, 0);
  }

  static Carried carried(long id) {
    return new Carried(new byte[100], "message " + id, "application/json", null, Map.of(), 300);
  }

  static Hint hint(long id, long client, Moment due) {
    return new Hint(
        new Payment(id, client, 300, ""),
        key(id),
        carried(id),
        1,
        due.millis() - 1_000,
        due.millis(),
        due.nanos());
  }

  /** Returns a payment at its first look. */
  static Delivery first(long tag, long id) {
    return delivery(Source.PAYMENTS, tag, false, payment(id), 0, OptionalLong.empty());
  }

  /** Returns a payment of some client at its first look. */
  static Delivery firstOf(long client, long tag, long id) {
    Payment payment = new Payment(id, client, 300, "");
    return delivery(Source.PAYMENTS, tag, false, payment, 0, OptionalLong.empty());
  }

  /** Returns a payment that the broker may have delivered before. */
  static Delivery again(long tag, long id) {
    return delivery(Source.PAYMENTS, tag, true, payment(id), 0, OptionalLong.empty());
  }

  /** Returns a payment that has waited. */
  static Delivery copy(long tag, long id, int attempts, long firstSeenMillis) {
    return delivery(
        Source.WAITED, tag, false, payment(id), attempts, OptionalLong.of(firstSeenMillis));
  }

  static Delivery delivery(
      Source source,
      long tag,
      boolean redelivered,
      Payment payment,
      int attempts,
      OptionalLong firstSeenMillis) {
    return delivery(
        source, tag, redelivered, payment, attempts, firstSeenMillis, Delivery.Way.COPY);
  }

  static Delivery delivery(
      Source source,
      long tag,
      boolean redelivered,
      Payment payment,
      int attempts,
      OptionalLong firstSeenMillis,
      Delivery.Way way) {
    return new Delivery(
        source,
        1,
        tag,
        redelivered,
        100,
        300,
        firstSeenMillis,
        attempts,
        new Delivery.Due(payment, key(payment.id()), way, carried(payment.id())));
  }

  static Delivery registration(long tag, long client) {
    return of(tag, new Delivery.Registration(client), Source.CLIENTS);
  }

  static Delivery unreadable(long tag, String why) {
    return of(tag, new Delivery.Unreadable(why), Source.PAYMENTS);
  }

  private static Delivery of(long tag, Delivery.Content content, Source source) {
    return new Delivery(source, 1, tag, false, 100, 300, OptionalLong.empty(), 0, content);
  }
}
