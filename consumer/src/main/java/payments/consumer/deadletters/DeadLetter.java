package payments.consumer.deadletters;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import payments.common.Headers;
import payments.common.Names;
import payments.common.Printable;
import payments.common.amqp.Copies;
import payments.common.amqp.Message;
import payments.consumer.desk.Reason;

/**
 * A message that was put aside, by the consumer or by the broker itself. Its texts are those of
 * others: show them by way of {@link Printable} only.
 *
 * @param number of the message in the queue, from 1
 * @param properties with the headers
 * @param body as it first came
 */
record DeadLetter(long number, BasicProperties properties, byte[] body) {
  private static final String REASON_OF_BROKER = "x-first-death-reason";

  /** What the broker adds when it delivers, and what would send a copy elsewhere, too. */
  private static final Set<String> OF_THE_DELIVERY =
      Set.of(Headers.DELIVERY_COUNT, "x-acquired-count", "CC", "BCC");

  /** More than the longest excerpt, whatever the characters. */
  private static final int EXCERPT_BYTES = 1_000;

  /** Returns why it was put aside, in one word of the consumer or of the broker. */
  String reason() {
    return text(Headers.REASON).or(() -> text(REASON_OF_BROKER)).orElse(Reason.UNKNOWN);
  }

  /** Returns why it was put aside, in a sentence; the broker gives none. */
  String detail() {
    boolean byBroker = text(Headers.REASON).isEmpty() && text(REASON_OF_BROKER).isPresent();
    return text(Headers.DETAIL).orElse(byBroker ? "put aside by the broker" : "no detail");
  }

  /** Whether its queue says that it counts how often this was given back, even if never yet. */
  boolean wasCounted() {
    return Headers.all(properties).containsKey(Headers.DELIVERY_COUNT);
  }

  /** Returns the same for the queue of dead letters, as if it had never been taken from it. */
  Message anew() {
    Map<String, Object> headers = new HashMap<>(Headers.all(properties));
    headers.keySet().removeAll(OF_THE_DELIVERY);
    return Message.to(Names.DEAD_LETTERS, Copies.properties(properties, headers), body);
  }

  /** Returns the queue it was taken from. */
  String fromQueue() {
    return text(Headers.FROM_QUEUE).or(() -> text("x-first-death-queue")).orElse(Reason.UNKNOWN);
  }

  int attempts() {
    return Headers.count(properties, Headers.ATTEMPTS);
  }

  Optional<Instant> firstSeen() {
    return Headers.firstSeen(properties);
  }

  Optional<String> messageId() {
    return Optional.ofNullable(properties.getMessageId());
  }

  /** Returns the beginning of the body, safe to print. */
  String excerpt() {
    int length = Math.min(body.length, EXCERPT_BYTES);
    return Printable.of(new String(body, 0, length, StandardCharsets.UTF_8));
  }

  /** Returns what to call it in a line of output. */
  String name() {
    return "dead letter %d (%s)"
        .formatted(number, messageId().map(id -> Printable.of("message-id " + id)).orElse("no id"));
  }

  /** Text only: a table may be nested deeper than could be shown. */
  private Optional<String> text(String header) {
    Map<String, Object> headers = Headers.all(properties);
    return headers.get(header) instanceof LongString text
        ? Optional.of(text.toString())
        : Optional.empty();
  }
}
