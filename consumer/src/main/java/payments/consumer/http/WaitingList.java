package payments.consumer.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import payments.consumer.metrics.RememberedPayment;
import payments.consumer.metrics.State;
import tools.jackson.core.JsonGenerator;

/** The payments that are remembered as waiting, those that wait longest first. */
final class WaitingList implements Endpoint {
  private static final int MOST = 1_000;
  private static final String CLIENT = "client";
  private static final String PAYMENT = "payment";

  private final Supplier<State> state;
  private final Clock clock;

  WaitingList(Supplier<State> state, Clock clock) {
    this.state = state;
    this.clock = clock;
  }

  @Override
  public void answer(HttpExchange exchange, Deadlines.Deadline deadline) throws IOException {
    Query query = new Query(exchange, Set.of(CLIENT, PAYMENT));
    OptionalLong client = query.number(CLIENT);
    OptionalLong payment = query.number(PAYMENT);
    State now = state.get();
    List<RememberedPayment> matching =
        now.waiting().stream()
            .filter(each -> client.isEmpty() || each.clientId() == client.getAsLong())
            .filter(each -> payment.isEmpty() || each.paymentId() == payment.getAsLong())
            .sorted(
                Comparator.comparing(RememberedPayment::firstSeen)
                    .thenComparing(RememberedPayment::paymentId))
            .toList();
    String text = json(matching, now.notRemembered(), clock.instant());
    new Answer(200, Answer.JSON, (text + "\n").getBytes(StandardCharsets.US_ASCII)).send(exchange);
  }

  private static String json(List<RememberedPayment> matching, long notRemembered, Instant now) {
    return Json.object(
        json -> {
          json.writeStringProperty("time", now.toString());
          json.writeArrayPropertyStart("waiting");
          matching.stream().limit(MOST).forEach(each -> write(each, now, json));
          json.writeEndArray();
          json.writeNumberProperty("notShown", Math.max(0, matching.size() - MOST));
          json.writeNumberProperty("notRemembered", notRemembered);
        });
  }

  private static void write(RememberedPayment payment, Instant now, JsonGenerator json) {
    json.writeStartObject();
    json.writeNumberProperty("paymentId", payment.paymentId());
    json.writeNumberProperty("clientId", payment.clientId());
    payment.messageId().ifPresent(id -> json.writeStringProperty("messageId", id));
    json.writeStringProperty("firstSeen", payment.firstSeen().toString());
    json.writeStringProperty("due", payment.due().toString());
    json.writeNumberProperty("attempts", payment.attempts());
    json.writeNumberProperty("waitedMillis", Duration.between(payment.firstSeen(), now).toMillis());
    json.writeEndObject();
  }
}
