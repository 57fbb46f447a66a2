package payments.consumer.deadletters;

import java.io.StringWriter;
import payments.common.Printable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** A dead letter as programs read it: a JSON object on one line, all in ASCII. */
final class JsonListing {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonListing() {}

  static String line(DeadLetter letter) {
    StringWriter line = new StringWriter(320);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      write(letter, json);
      json.writeEndObject();
    }
    return line.toString();
  }

  private static void write(DeadLetter letter, JsonGenerator json) {
    json.writeNumberProperty("number", letter.number());
    json.writeStringProperty("reason", Printable.of(letter.reason()));
    json.writeStringProperty("detail", Printable.of(letter.detail()));
    json.writeStringProperty("fromQueue", Printable.of(letter.fromQueue()));
    json.writeNumberProperty("attempts", letter.attempts());
    letter.firstSeen().ifPresent(at -> json.writeStringProperty("firstSeen", at.toString()));
    letter.messageId().ifPresent(id -> json.writeStringProperty("messageId", Printable.of(id)));
    json.writeNumberProperty("bytes", letter.body().length);
    json.writeStringProperty("excerpt", letter.excerpt());
  }
}
