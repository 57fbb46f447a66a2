package payments.consumer.event;

import java.io.StringWriter;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Events for programs: JSON Lines, all in ASCII. */
public final class JsonFormat implements EventFormat {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @Override
  public String line(Instant time, Event event) {
    StringWriter line = new StringWriter(160);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeStringProperty("time", time.toString());
      write(event, json);
      json.writeEndObject();
    }
    return line.toString();
  }

  private static void write(Event event, JsonGenerator json) {
    if (event instanceof Event.Ready e) {
      json.writeStringProperty("event", "ready");
      json.writeStringProperty("broker", e.broker());
      json.writeStringProperty("delay", e.delay());
      json.writeStringProperty("reason", e.reason());
    } else if (event instanceof Event.Registered e) {
      json.writeStringProperty("event", "registered");
      json.writeNumberProperty("clientId", e.clientId());
    } else if (event instanceof Event.Postponed e) {
      writePayment("postponed", e.paymentId(), e.clientId(), json);
      json.writeNumberProperty("attempt", e.attempt());
      json.writeNumberProperty("delayMillis", e.delay().toMillis());
    } else if (event instanceof Event.Processed e) {
      writePayment("processed", e.paymentId(), e.clientId(), json);
      json.writeNumberProperty("attempts", e.attempts());
      json.writeNumberProperty("waitedMillis", e.waited().toMillis());
    } else if (event instanceof Event.Duplicate e) {
      writePayment("duplicate", e.paymentId(), e.clientId(), json);
    } else if (event instanceof Event.DeadLettered e) {
      json.writeStringProperty("event", "dead-lettered");
      json.writeStringProperty("queue", e.queue());
      json.writeStringProperty("reason", e.reason());
      json.writeStringProperty("detail", e.detail());
    } else if (event instanceof Event.Stopped e) {
      write(e.totals(), json);
    }
  }

  private static void writePayment(String event, long payment, long client, JsonGenerator json) {
    json.writeStringProperty("event", event);
    json.writeNumberProperty("paymentId", payment);
    json.writeNumberProperty("clientId", client);
  }

  private static void write(Totals totals, JsonGenerator json) {
    json.writeStringProperty("event", "stopped");
    json.writeNumberProperty("registered", totals.registered());
    json.writeNumberProperty("processed", totals.processed());
    json.writeNumberProperty("postponed", totals.postponed());
    json.writeNumberProperty("duplicates", totals.duplicates());
    json.writeNumberProperty("deadLettered", totals.deadLettered());
  }
}
