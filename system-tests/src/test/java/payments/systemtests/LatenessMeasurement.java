package payments.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Measures how late payments are looked at again. Not run by itself: {@code mvn verify
 * -Dit.test=LatenessMeasurement -Dfailsafe.failIfNoSpecifiedTests=false}.
 */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#settings")
class LatenessMeasurement {
  private static final int[] DELAYS = {1000, 2000, 3000};
  private static final Duration UNDISTURBED = Duration.ofSeconds(7);

  @Parameter Brokers.Setting setting;

  @Test
  void fewPayments() throws Exception {
    measure("20, 2 a second", 20, 2);
  }

  @Test
  void manyPayments() throws Exception {
    measure("5,000, 500 a second", 5_000, 500);
  }

  @Test
  void burst() throws Exception {
    measure("50,000 at once", 50_000, 1_000_000);
  }

  private void measure(String what, int payments, int perSecond) throws Exception {
    String uri = setting.uri();
    try (Consumer consumer = Consumer.start(uri, "--delay", setting.mode());
        Wire wire = new Wire(uri)) {
      Instant start = Instant.now();
      publish(wire, payments, perSecond, start);
      long published = Duration.between(start, Instant.now()).toMillis();
      // Reading events takes from both processors.
      LockSupport.parkNanos(UNDISTURBED.plusMillis(payments / 2).toNanos());
      while (consumer.events("postponed").stream()
              .filter(event -> event.path("attempt").asInt() == 4)
              .count()
          < payments) {
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      }
      report(what, published, consumer.events("postponed"), payments);
    }
  }

  private static void publish(Wire wire, int payments, int perSecond, Instant start)
      throws Exception {
    for (int i = 1; i <= payments; i++) {
      long due = i * 1_000_000_000L / perSecond;
      long ahead = due - Duration.between(start, Instant.now()).toNanos();
      if (ahead > 0) {
        LockSupport.parkNanos(ahead);
      }
      wire.channel()
          .basicPublish(
              "payments",
              "process.payment",
              Wire.messageId("m" + i),
              Wire.payment(i, i).getBytes());
    }
    wire.channel().waitForConfirmsOrDie(60_000);
  }

  private void report(String what, long published, List<JsonNode> postponed, int payments) {
    Map<Long, Map<Integer, Instant>> looks = new HashMap<>();
    for (JsonNode event : postponed) {
      looks
          .computeIfAbsent(event.path("paymentId").asLong(), id -> new HashMap<>())
          .putIfAbsent(event.path("attempt").asInt(), Instant.parse(event.path("time").asText()));
    }
    StringBuilder row = new StringBuilder("| " + setting + " | " + what + " |");
    for (int delay : DELAYS) {
      row.append(' ').append(lateness(looks, delay)).append(" |");
    }
    long taken = span(looks, 1);
    row.append(
        String.format(
            Locale.ROOT,
            " %d/s in, %d/s first looks, %d/s second looks |",
            payments * 1000L / Math.max(1, published),
            payments * 1000L / Math.max(1, taken),
            payments * 1000L / Math.max(1, span(looks, 2))));
    System.out.println("MEASURED " + row);
  }

  private static String lateness(Map<Long, Map<Integer, Instant>> looks, int delay) {
    List<Double> late = new ArrayList<>();
    int attempt = delay / 1000;
    for (Map<Integer, Instant> times : looks.values()) {
      Duration waited = Duration.between(times.get(attempt), times.get(attempt + 1));
      late.add(waited.toNanos() / 1e6 - delay);
    }
    late.sort(null);
    return String.format(
        Locale.ROOT,
        "%.0f / %.0f / %.0f, least %.1f",
        late.get(late.size() / 2),
        late.get((int) (late.size() * 0.99)),
        late.get(late.size() - 1),
        late.get(0));
  }

  private static long span(Map<Long, Map<Integer, Instant>> looks, int attempt) {
    List<Instant> times = looks.values().stream().map(each -> each.get(attempt)).sorted().toList();
    return Duration.between(times.get(0), times.get(times.size() - 1)).toMillis();
  }
}
