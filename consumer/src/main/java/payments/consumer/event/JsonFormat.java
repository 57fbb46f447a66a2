package payments.consumer.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import payments.common.JsonObjects;

/** Events for programs: JSON Lines, all in ASCII. */
public final class JsonFormat implements EventFormat {
  private final JsonObjects objects = new JsonObjects();
  private long second = Long.MIN_VALUE;
  private String textOfSecond;

  @Override
  public void append(Instant time, Event event, StringBuilder lines) {
    objects.append(
        json -> {
          json.writeStringField("time", text(time));
          write(event, json);
        },
        lines);
  }

  /** Most events happen in the same second as the one before. */
  private String text(Instant time) {
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      String text = Instant.ofEpochSecond(second).toString();
      textOfSecond = text.substring(0, text.length() - "Z".length());
    }
    int millis = time.getNano() / 1_000_000;
    return textOfSecond
        + '.'
        + (char) ('0' + millis / 100)
        + (char) ('0' + millis / 10 % 10)
        + (char) ('0' + millis % 10)
        + 'Z';
  }

  private static void write(Event event, JsonGenerator json) throws IOException {
    if (event instanceof Event.Processed e) {
      payment("processed", e.paymentId(), e.clientId(), json);
      json.writeNumberField("attempts", e.attempts());
      json.writeNumberField("waitedMillis", e.waited().toMillis());
      json.writeStringField("cause", e.cause().name().toLowerCase(Locale.ROOT));
    } else if (event instanceof Event.Postponed e) {
      payment("postponed", e.paymentId(), e.clientId(), json);
      json.writeNumberField("attempt", e.attempt());
      json.writeNumberField("delayMillis", e.delay().toMillis());
    } else if (event instanceof Event.Registered e) {
      json.writeStringField("event", "registered");
      json.writeNumberField("clientId", e.clientId());
    } else if (event instanceof Event.Duplicate e) {
      payment("duplicate", e.paymentId(), e.clientId(), json);
    } else if (event instanceof Event.DeadLettered e) {
      json.writeStringField("event", "dead-lettered");
      json.writeStringField("queue", e.queue());
      json.writeStringField("reason", e.reason());
      json.writeStringField("detail", e.detail());
    } else {
      writeRare(event, json);
    }
  }

  private static void writeRare(Event event, JsonGenerator json) throws IOException {
    if (event instanceof Event.Ready e) {
      json.writeStringField("event", "ready");
      json.writeStringField("broker", e.broker());
      json.writeStringField("delay", e.delay());
      json.writeStringField("reason", e.reason());
      json.writeStringField("log", e.log());
      json.writeStringField("node", e.node());
    } else if (event instanceof Event.SessionLost e) {
      json.writeStringField("event", "session-lost");
      json.writeStringField("reason", e.reason());
      json.writeStringField("detail", e.detail());
    } else if (event instanceof Event.Warning e) {
      json.writeStringField("event", "warning");
      json.writeStringField("text", e.text());
    } else if (event instanceof Event.Stopped e) {
      Totals totals = e.totals();
      json.writeStringField("event", "stopped");
      json.writeNumberField("registered", totals.registered());
      json.writeNumberField("processed", totals.processed());
      json.writeNumberField("postponed", totals.postponed());
      json.writeNumberField("duplicates", totals.duplicates());
      json.writeNumberField("deadLettered", totals.deadLettered());
    }
  }

  private static void payment(String event, long payment, long client, JsonGenerator json)
      throws IOException {
    json.writeStringField("event", event);
    json.writeNumberField("paymentId", payment);
    json.writeNumberField("clientId", client);
  }
}
