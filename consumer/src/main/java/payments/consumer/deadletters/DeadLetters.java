package payments.consumer.deadletters;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import payments.common.Headers;
import payments.common.Names;
import payments.common.amqp.Copies;
import payments.common.amqp.Message;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Outcome;
import payments.consumer.event.Event;

/** Decides how messages are put aside that can never be processed. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * Returns what is to be done so that a message is put aside, unchanged, with the reason.
   *
   * @param detail in a sentence, safe to print
   * @param attempts how often it was postponed
   */
  public static Outcome putAside(Incoming message, Reason reason, String detail, int attempts) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(Headers.REASON, reason.toString());
    headers.put(Headers.DETAIL, detail);
    headers.put(Headers.FROM_QUEUE, message.queue());
    headers.put(Headers.ATTEMPTS, attempts);
    headers.put(
        Headers.FIRST_SEEN,
        Headers.firstSeen(message.properties()).orElseGet(Instant::now).toEpochMilli());
    return new Outcome.Republish(
        Message.to(
            Names.DEAD_LETTERS, Copies.properties(message.properties(), headers), message.body()),
        Optional.of(new Event.DeadLettered(message.queue(), reason.toString(), detail)));
  }
}
