package payments.consumer.matching;

import java.util.function.Consumer;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Journal;
import payments.consumer.delivery.Settlement;
import payments.consumer.event.Event;

/** Makes clients known: first to the log, then to this consumer. */
public final class RegistrationHandler implements Consumer<Incoming> {
  private final RegisteredClients clients;
  private final ClientLog log;
  private final DeadLetters deadLetters;
  private final Journal journal;

  /** Makes one for a session. */
  public RegistrationHandler(
      RegisteredClients clients, ClientLog log, DeadLetters deadLetters, Journal journal) {
    this.clients = clients;
    this.log = log;
    this.deadLetters = deadLetters;
    this.journal = journal;
  }

  @Override
  public void accept(Incoming message) {
    try {
      register(MessageBody.clientIn(message.body()), message);
    } catch (MalformedMessageException e) {
      deadLetters.add(message, Reason.MALFORMED, e.getMessage(), 0);
    }
  }

  private void register(long client, Incoming message) {
    if (clients.contains(client)) {
      acknowledge(client, message);
    } else {
      log.append(
          message,
          () -> {
            clients.add(client);
            acknowledge(client, message);
          });
    }
  }

  private void acknowledge(long client, Incoming message) {
    journal.settle(message, Settlement.ACKNOWLEDGE, new Event.Registered(client));
  }
}
