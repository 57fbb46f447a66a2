package payments.consumer.rules;

import java.util.function.LongConsumer;
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
  private final LongConsumer expected;

  /**
   * Decides for a session, with its log.
   *
   * @param expected hears of each client that will be known once its registration is in the log
   */
  public Registrations(ClientLog clients, LongConsumer expected) {
    this.clients = clients;
    this.expected = expected;
  }

  /** Returns what is to become of a registration. */
  public Outcome handle(Incoming message) {
    try {
      long client = MessageBody.clientIn(message.body());
      expected.accept(client);
      return clients.register(client, message);
    } catch (MalformedMessageException e) {
      return DeadLetters.putAside(message, Reason.MALFORMED, e.getMessage(), 0);
    }
  }
}
