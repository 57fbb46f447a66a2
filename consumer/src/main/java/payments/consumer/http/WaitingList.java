package payments.consumer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import payments.common.JsonObjects;
import payments.consumer.metrics.RememberedPayment;
import payments.consumer.metrics.State;

/**
 * The payments that are remembered as waiting, those that wait longest first. Copying and sorting
 * them takes from the consumer's work: all requests of a second share one list.
 */
final class WaitingList implements Endpoint {
  private static final int MOST = 1_000;
  private static final String CLIENT = "client";
  private static final String PAYMENT = "payment";

  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Supplier<State> state;
  private final Clock clock;
  private Optional<Snapshot> last = Optional.empty();

  private record Snapshot(
      State of, Instant at, List<RememberedPayment> payments, long notRemembered) {}

  WaitingList(Supplier<State> state, Clock clock) {
    this.state = state;
    this.clock = clock;
  }

  @Override
  public void answer(HttpExchange exchange, Deadlines.Deadline deadline) throws IOException {
    Query query = new Query(exchange, Set.of(CLIENT, PAYMENT));
    OptionalLong client = query.number(CLIENT);
    OptionalLong payment = query.number(PAYMENT);
    Snapshot present = snapshot();
    List<RememberedPayment> matching =
        present.payments().stream()
            .filter(each -> client.isEmpty() || each.clientId() == client.getAsLong())
            .filter(each -> payment.isEmpty() || each.paymentId() == payment.getAsLong())
            .toList();
    String text = json(matching, present.notRemembered(), clock.instant());
    new Answer(200, Answer.JSON, (text + "\n").getBytes(StandardCharsets.US_ASCII)).send(exchange);
  }

  private synchronized Snapshot snapshot() {
    State now = state.get();
    Instant time = clock.instant();
    if (last.filter(each -> each.of() == now && time.isBefore(each.at().plus(FRESH))).isEmpty()) {
      List<RememberedPayment> sorted =
          now.waiting().stream()
              .sorted(
                  Comparator.comparing(RememberedPayment::firstSeen)
                      .thenComparing(RememberedPayment::paymentId))
              .toList();
      last = Optional.of(new Snapshot(now, time, sorted, now.notRemembered()));
    }
    return last.get();
  }

  private static String json(List<RememberedPayment> matching, long notRemembered, Instant now) {
    return JsonObjects.text(
        json -> {
          json.writeStringField("time", now.toString());
          json.writeArrayFieldStart("waiting");
          for (RememberedPayment each : matching.subList(0, Math.min(MOST, matching.size()))) {
            write(each, now, json);
          }
          json.writeEndArray();
          json.writeNumberField("notShown", Math.max(0, matching.size() - MOST));
          json.writeNumberField("notRemembered", notRemembered);
        });
  }

  private static void write(RememberedPayment payment, Instant now, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("paymentId", payment.paymentId());
    json.writeNumberField("clientId", payment.clientId());
    if (payment.messageId().isPresent()) {
      json.writeStringField("messageId", payment.messageId().get());
    }
    json.writeStringField("firstSeen", payment.firstSeen().toString());
    json.writeStringField("due", payment.due().toString());
    json.writeNumberField("attempts", payment.attempts());
    json.writeNumberField("waitedMillis", Duration.between(payment.firstSeen(), now).toMillis());
    json.writeEndObject();
  }
}
