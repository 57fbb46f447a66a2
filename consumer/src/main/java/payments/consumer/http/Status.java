package payments.consumer.http;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import payments.consumer.metrics.Counts;
import payments.consumer.metrics.State;
import payments.consumer.metrics.Tally;
import tools.jackson.core.JsonGenerator;

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
    return Json.object(
        json -> {
          json.writeNumberProperty("now", now.toEpochMilli());
          json.writeNumberProperty("start", start.toEpochMilli());
          json.writeStringProperty("version", version);
          json.writeStringProperty("broker", tally.broker());
          json.writeStringProperty("delay", tally.delay());
          json.writeNumberProperty("oneOf", oneOf);
          json.writeNumberProperty("missed", missed);
          write(state.get(), json);
          write(tally.counts(now), json);
        });
  }

  private static void write(State state, JsonGenerator json) {
    List<String> reasons = state.notReady();
    json.writeArrayPropertyStart("notReady");
    reasons.forEach(json::writeString);
    json.writeEndArray();
    json.writeNumberProperty("clients", state.clients());
    json.writeNumberProperty("remembered", state.remembered());
  }

  private static void write(Counts counts, JsonGenerator json) {
    json.writeObjectPropertyStart("processed");
    counts
        .processed()
        .forEach((cause, n) -> json.writeNumberProperty(cause.name().toLowerCase(Locale.ROOT), n));
    json.writeEndObject();
    json.writeNumberProperty("registrations", counts.registrations());
    json.writeNumberProperty("postponed", counts.postponed());
    json.writeNumberProperty("duplicates", counts.duplicates());
    write("deadLetters", counts.deadLetters(), json);
    write("restarts", counts.restarts(), json);
    json.writeNumberProperty("waiting", counts.waiting());
    json.writeNumberProperty("oldestMillis", counts.oldest().toMillis());
  }

  private static void write(String name, Map<String, Long> byReason, JsonGenerator json) {
    json.writeObjectPropertyStart(name);
    byReason.forEach(json::writeNumberProperty);
    json.writeEndObject();
  }

  /** Returns the last ten minutes as JSON, oldest first: an array of numbers for each point. */
  String historyJson() {
    return Json.object(
        json -> {
          json.writeNumberProperty("stepMillis", History.STEP.toMillis());
          json.writeArrayPropertyStart("points");
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
