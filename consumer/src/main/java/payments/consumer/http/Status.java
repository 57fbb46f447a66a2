package payments.consumer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import payments.common.JsonObjects;
import payments.consumer.metrics.Counts;
import payments.consumer.metrics.State;
import payments.consumer.metrics.Tally;

/** How the consumer is, as the live page is told once a second. */
final class Status {
  private final Tally tally;
  private final Supplier<State> state;
  private final History history;
  private final Instant start;
  private final String version;

  Status(Tally tally, Supplier<State> state, History history, Instant start, String version) {
    this.tally = tally;
    this.state = state;
    this.history = history;
    this.start = start;
    this.version = version;
  }

  /**
   * Returns it as JSON.
   *
   * @param oneOf how many payments there are for each whose events this reader gets
   * @param missed how many events this reader did not get, as it read too slowly
   */
  String json(Instant now, int oneOf, long missed) {
    return JsonObjects.text(
        json -> {
          json.writeNumberField("now", now.toEpochMilli());
          json.writeNumberField("start", start.toEpochMilli());
          json.writeStringField("version", version);
          json.writeStringField("broker", tally.broker());
          json.writeStringField("delay", tally.delay());
          json.writeNumberField("oneOf", oneOf);
          json.writeNumberField("missed", missed);
          write(state.get(), json);
          write(tally.counts(now), json);
        });
  }

  private static void write(State state, JsonGenerator json) throws IOException {
    List<String> reasons = state.notReady();
    json.writeArrayFieldStart("notReady");
    for (String reason : reasons) {
      json.writeString(reason);
    }
    json.writeEndArray();
    json.writeNumberField("clients", state.clients());
    json.writeNumberField("remembered", state.remembered());
  }

  private static void write(Counts counts, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("processed");
    for (var cause : counts.processed().entrySet()) {
      json.writeNumberField(cause.getKey().name().toLowerCase(Locale.ROOT), cause.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("registrations", counts.registrations());
    json.writeNumberField("postponed", counts.postponed());
    json.writeNumberField("duplicates", counts.duplicates());
    write("deadLetters", counts.deadLetters(), json);
    write("restarts", counts.restarts(), json);
    json.writeNumberField("waiting", counts.waiting());
    json.writeNumberField("oldestMillis", counts.oldest().toMillis());
  }

  private static void write(String name, Map<String, Long> byReason, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (var reason : byReason.entrySet()) {
      json.writeNumberField(reason.getKey(), reason.getValue());
    }
    json.writeEndObject();
  }

  /** Returns the last ten minutes as JSON, oldest first: an array of numbers for each point. */
  String historyJson() {
    return JsonObjects.text(
        json -> {
          json.writeNumberField("stepMillis", History.STEP.toMillis());
          json.writeArrayFieldStart("points");
          for (History.Point point : history.points()) {
            json.writeStartArray();
            json.writeNumber(point.time().toEpochMilli());
            json.writeNumber(point.processedPerSecond());
            json.writeNumber(point.waiting());
            json.writeNumber(point.latenessMillis());
            json.writeEndArray();
          }
          json.writeEndArray();
        });
  }
}
