package payments.consumer.deadletters;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
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
  /** What the broker writes when it puts a message aside, a table each time, the last one first. */
  private static final String DEATHS = "x-death";

  /** What the broker adds when it delivers, and what would send a copy elsewhere, too. */
  private static final Set<String> OF_THE_DELIVERY =
      Set.of(Headers.DELIVERY_COUNT, "x-acquired-count", "CC", "BCC");

  /** More than the longest excerpt, whatever the characters. */
  private static final int EXCERPT_BYTES = 1_000;

  /** Returns why it was put aside, in one word of the consumer or of the broker. */
  String reason() {
    return told(Headers.REASON, "reason").orElse(Reason.UNKNOWN);
  }

  /** Returns why it was put aside, in a sentence; the broker gives none. */
  String detail() {
    return isOfTheBroker() ? "put aside by the broker" : text(Headers.DETAIL).orElse("no detail");
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
    return told(Headers.FROM_QUEUE, "queue").orElse(Reason.UNKNOWN);
  }

  int attempts() {
    return isOfTheBroker() ? 0 : Headers.count(properties, Headers.ATTEMPTS);
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

  /** The consumer leaves these headers behind when it puts a message aside. */
  private boolean isOfTheBroker() {
    return Headers.all(properties).containsKey(DEATHS);
  }

  /** What the broker put aside came by no consumer: headers such as ours are the sender's then. */
  private Optional<String> told(String header, String ofTheBroker) {
    if (!isOfTheBroker()) {
      return text(header);
    }
    return Headers.all(properties).get(DEATHS) instanceof List<?> deaths
            && !deaths.isEmpty()
            && deaths.get(0) instanceof Map<?, ?> newest
        ? text(newest.get(ofTheBroker))
        : Optional.empty();
  }

  private Optional<String> text(String header) {
    return text(Headers.all(properties).get(header));
  }

  /** Text only: a table may be nested deeper than could be shown. */
  private static Optional<String> text(Object value) {
    return value instanceof LongString text ? Optional.of(text.toString()) : Optional.empty();
  }
}
