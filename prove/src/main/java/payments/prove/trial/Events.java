package payments.prove.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import payments.common.Names;
import payments.common.Printable;
import payments.common.ReportedException;
import payments.prove.trial.Consumers.Processing;

/** The events that one consumer has written, as JSON Lines. Any thread may use it. */
final class Events {
  private static final JsonMapper JSON = new JsonMapper();

  private final Lines lines;
  private final BooleanSupplier cutShort;
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Processing> processings = new ArrayList<>();
  private final Set<Long> clientsAwaited = new HashSet<>();
  private final List<Instant> ready = new ArrayList<>();
  private JsonNode lastReady = JSON.missingNode();
  private int linesRead;

  /**
   * Prepares to read them.
   *
   * @param cutShort whether the consumer may have died while it wrote, so that its last line is
   *     half a line
   */
  Events(Lines lines, BooleanSupplier cutShort) {
    this.lines = lines;
    this.cutShort = cutShort;
  }

  synchronized int count(String event) {
    read();
    return counts.getOrDefault(event, 0);
  }

  synchronized int count() {
    read();
    return linesRead;
  }

  synchronized List<Processing> processings() {
    read();
    return List.copyOf(processings);
  }

  /** Returns the clients for which a payment was postponed. */
  synchronized Set<Long> clientsAwaited() {
    read();
    return Set.copyOf(clientsAwaited);
  }

  /** Returns when it was ready, each time. */
  synchronized List<Instant> ready() {
    read();
    return List.copyOf(ready);
  }

  /** Returns what it said when it was last ready: {@code broker}, {@code delay}, {@code node}. */
  synchronized String whenReady(String field) {
    read();
    return lastReady.path(field).asText();
  }

  boolean keepsLog() {
    return whenReady("log").equals(Names.PAYMENTS_LOG);
  }

  private void read() {
    for (String line : lines.after(linesRead)) {
      try {
        JsonNode event = JSON.readTree(line);
        add(event, Instant.parse(event.path("time").asText()));
      } catch (JsonProcessingException | DateTimeException e) {
        requireCutShort(line, e);
      }
      linesRead++;
    }
  }

  private void add(JsonNode event, Instant time) {
    String name = event.path("event").asText();
    counts.merge(name, 1, Integer::sum);
    switch (name) {
      case "processed" -> processings.add(new Processing(event.path("paymentId").asLong(), time));
      case "postponed" -> clientsAwaited.add(event.path("clientId").asLong());
      case "ready" -> {
        ready.add(time);
        lastReady = event;
      }
      default -> {
        // counted
      }
    }
  }

  private void requireCutShort(String line, Exception why) {
    if (!cutShort.getAsBoolean()) {
      throw new ReportedException(
          "a consumer wrote a line that is no event: " + Printable.of(line),
          "see that the file is the consumer's, and of the same version",
          why);
    }
  }
}
