package payments.consumer.deadletters;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import payments.common.Headers;
import payments.common.Names;
import payments.common.amqp.Copies;
import payments.common.amqp.Message;
import payments.consumer.desk.Reason;

/**
 * Where a dead letter came from, and so where a copy goes: as its producer sent it, not into the
 * queue itself, which may have changed.
 *
 * @param exchange that takes it
 * @param routingKey what that routes it by
 * @param headers that a new message has there
 */
record Origin(String exchange, String routingKey, Map<String, Object> headers) {
  private static final String WAITING = Names.PAYMENT_REPROCESSOR + ".wait.";
  private static final Origin CLIENT = new Origin(Names.CLIENTS, Names.REGISTER_CLIENT, Map.of());
  private static final Origin PAYMENT =
      new Origin(Names.PAYMENTS, Names.PROCESS_PAYMENT, Map.of(Headers.RETRY, 0, Headers.DELAY, 0));

  /** What tells of the failure, and would count against the next try. */
  private static final Set<String> OF_THE_FAILURE =
      Set.of(
          Headers.REASON,
          Headers.DETAIL,
          Headers.FROM_QUEUE,
          Headers.ATTEMPTS,
          Headers.FIRST_SEEN,
          Headers.RETRY,
          Headers.DELAY,
          Headers.UNREADABLE);

  private static final Set<String> DECIDED =
      Set.of(Reason.GIVEN_UP.toString(), Reason.CANCELLED.toString(), Reason.CONFLICT.toString());

  /** Returns what feeds a queue, none if it is none of ours. */
  static Optional<Origin> of(String queue) {
    return switch (queue) {
      case Names.CLIENTS_PROCESSOR -> Optional.of(CLIENT);
      case Names.PAYMENT_PROCESSOR, Names.PAYMENT_REPROCESSOR -> Optional.of(PAYMENT);
      default -> queue.startsWith(WAITING) ? Optional.of(PAYMENT) : Optional.empty();
    };
  }

  /**
   * Returns the message as it was when it was new. A payment about which was decided is a new one,
   * for of the old one that decision counts; one that the broker put aside may have been processed.
   */
  Message copyOf(DeadLetter letter) {
    Map<String, Object> others = Headers.forCopy(letter.properties());
    others.keySet().removeAll(OF_THE_FAILURE);
    if (DECIDED.contains(letter.reason())) {
      int replayed = Headers.count(letter.properties(), Headers.REPLAYED);
      others.put(Headers.REPLAYED, replayed + 1);
    }
    var asNew = letter.properties().builder().headers(others).build();
    return new Message(
        exchange, routingKey, true, Copies.properties(asNew, headers), letter.body());
  }
}
