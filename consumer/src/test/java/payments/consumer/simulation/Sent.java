package payments.consumer.simulation;

import java.util.ArrayList;
import java.util.List;
import payments.common.Payment;
import payments.consumer.desk.PaymentKey;
import payments.consumer.desk.Reason;

/** A message that somebody sent, and what the broker has of it. */
final class Sent {
  final String name;
  final byte[] body;
  final long client;

  /** Null if it is a registration, or nothing that can be read. */
  final Payment payment;

  final PaymentKey key;

  /** How many messages with its body wait or are to be handled. */
  int onBroker;

  final List<String> deadLetters = new ArrayList<>();
  int handedOn;

  Sent(String name, byte[] body, long client, Payment payment, PaymentKey key) {
    this.name = name;
    this.body = body;
    this.client = client;
    this.payment = payment;
    this.key = key;
  }

  boolean isRegistration() {
    return client != 0 && payment == null;
  }

  boolean isPutAsideFor(Reason reason) {
    return deadLetters.contains(reason.toString());
  }

  @Override
  public String toString() {
    return name;
  }
}
