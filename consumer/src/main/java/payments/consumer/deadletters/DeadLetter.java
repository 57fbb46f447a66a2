package payments.consumer.deadletters;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import payments.common.Headers;
import payments.common.Printable;

/**
 * A message that was put aside, by the consumer or by the broker itself. Its texts are those of
 * others: show them by way of {@link Printable} only.
 *
 * @param number of the message in the queue, from 1
 * @param properties with the headers
 * @param body as it first came
 */
record DeadLetter(long number, BasicProperties properties, byte[] body) {
  private static final String UNKNOWN = "unknown";

  /** More than the longest excerpt, whatever the characters. */
  private static final int EXCERPT_BYTES = 1_000;

  /** Returns why it was put aside, in one word of the consumer or of the broker. */
  String reason() {
    return text(Headers.REASON).or(() -> text("x-first-death-reason")).orElse(UNKNOWN);
  }

  /** Returns why it was put aside, in a sentence; the broker gives none. */
  String detail() {
    return text(Headers.DETAIL).orElse("no detail");
  }

  /** Returns the queue it was taken from. */
  String fromQueue() {
    return text(Headers.FROM_QUEUE).or(() -> text("x-first-death-queue")).orElse(UNKNOWN);
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
