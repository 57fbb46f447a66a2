package payments.consumer.matching;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import payments.common.Headers;
import payments.common.Names;
import payments.common.amqp.Copies;
import payments.common.amqp.Message;
import payments.consumer.delivery.Handover;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Journal;
import payments.consumer.delivery.Settlement;
import payments.consumer.event.Event;

/** Puts messages aside that can never be processed, with the reason. */
public final class DeadLetters {
  private final Handover handover;
  private final Journal journal;

  /** Makes one for a session. */
  public DeadLetters(Handover handover, Journal journal) {
    this.handover = handover;
    this.journal = journal;
  }

  /**
   * Puts a message aside.
   *
   * @param reason in one word
   * @param detail in a sentence, safe to print
   * @param attempts how often it was postponed
   */
  public void add(Incoming message, String reason, String detail, int attempts) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(Headers.REASON, reason);
    headers.put(Headers.DETAIL, detail);
    headers.put(Headers.FROM_QUEUE, message.queue());
    headers.put(Headers.ATTEMPTS, attempts);
    headers.put(
        Headers.FIRST_SEEN,
        Headers.firstSeen(message.properties()).orElseGet(Instant::now).toEpochMilli());
    handover.handOver(
        message,
        Message.to(
            Names.DEAD_LETTERS, Copies.properties(message.properties(), headers), message.body()),
        () ->
            journal.settle(
                message,
                Settlement.ACKNOWLEDGE,
                new Event.DeadLettered(message.queue(), reason, detail)));
  }
}
