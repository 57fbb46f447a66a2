package payments.consumer.matching;

import payments.common.amqp.Message;
import payments.consumer.delivery.Handover;
import payments.consumer.delivery.Incoming;

/** Where registrations are kept for the next start, and for other consumers. */
public interface ClientLog {
  /** Keeps nothing: for brokers without streams. Registrations last as long as the process. */
  ClientLog NONE = (registration, kept) -> kept.run();

  /**
   * Keeps a registration.
   *
   * @param kept runs once it is safe; until then the broker keeps the message itself
   */
  void append(Incoming registration, Runnable kept);

  /** Returns a log that copies registrations to a stream. */
  static ClientLog in(String stream, Handover handover) {
    return (registration, kept) ->
        handover.handOver(
            registration,
            new Message("", stream, true, LogRecord.properties(registration), registration.body()),
            kept);
  }
}
