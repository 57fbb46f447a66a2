package payments.consumer.deadletters;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import payments.common.JsonObjects;
import payments.common.Printable;

/** A dead letter as programs read it: a JSON object on one line, all in ASCII. */
final class JsonListing {
  private JsonListing() {}

  static String line(DeadLetter letter) {
    return JsonObjects.text(json -> write(letter, json));
  }

  private static void write(DeadLetter letter, JsonGenerator json) throws IOException {
    json.writeNumberField("number", letter.number());
    json.writeStringField("reason", Printable.of(letter.reason()));
    json.writeStringField("detail", Printable.of(letter.detail()));
    json.writeStringField("fromQueue", Printable.of(letter.fromQueue()));
    json.writeNumberField("attempts", letter.attempts());
    if (letter.firstSeen().isPresent()) {
      json.writeStringField("firstSeen", letter.firstSeen().get().toString());
    }
    if (letter.messageId().isPresent()) {
      json.writeStringField("messageId", Printable.of(letter.messageId().get()));
    }
    json.writeNumberField("bytes", letter.body().length);
    json.writeStringField("excerpt", letter.excerpt());
  }
}
