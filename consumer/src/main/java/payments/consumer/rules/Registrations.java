package payments.consumer.rules;

import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.consumer.clientlog.ClientLog;
import payments.consumer.deadletters.DeadLetters;
import payments.consumer.deadletters.Reason;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Outcome;

/** Decides about registrations: they make clients known. */
public final class Registrations {
  private final ClientLog clients;

  /** Decides for a session, with its log. */
  public Registrations(ClientLog clients) {
    this.clients = clients;
  }

  /** Returns what is to become of a registration. */
  public Outcome handle(Incoming message) {
    try {
      return clients.register(MessageBody.clientIn(message.body()), message);
    } catch (MalformedMessageException e) {
      return DeadLetters.putAside(message, Reason.MALFORMED, e.getMessage(), 0);
    }
  }
}
