package payments.consumer.deadletters;

import java.time.Instant;
import payments.common.Printable;

/** A dead letter as people read it: three lines, of which only the first is not indented. */
final class TextListing {
  private TextListing() {}

  static String lines(DeadLetter letter) {
    return String.join(System.lineSeparator(), why(letter), where(letter), "  " + letter.excerpt());
  }

  private static String why(DeadLetter letter) {
    return "%d %s: %s"
        .formatted(letter.number(), Printable.of(letter.reason()), Printable.of(letter.detail()));
  }

  private static String where(DeadLetter letter) {
    return "  from %s, attempts %d, first seen %s, message-id %s, %d bytes"
        .formatted(
            Printable.of(letter.fromQueue()),
            letter.attempts(),
            letter.firstSeen().map(Instant::toString).orElse("unknown"),
            letter.messageId().map(Printable::of).orElse("none"),
            letter.body().length);
  }
}
