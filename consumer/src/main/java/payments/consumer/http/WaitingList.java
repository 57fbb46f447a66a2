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
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import payments.common.JsonObjects;
import payments.consumer.metrics.RememberedPayment;
import payments.consumer.metrics.State;

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
