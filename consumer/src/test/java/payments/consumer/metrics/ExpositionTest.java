package payments.consumer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.event.Event;

class ExpositionTest {
  private static final Pattern METRIC =
      Pattern.compile("\\bpayments_(?!log)[a-z_]*[a-z](?![a-z_]*\")");

  private final Tally tally =
      new Tally(
          new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60)),
          List.of("malformed"),
          List.of("connection-lost"));

  private State state = Ready.with();

  private final Exposition exposition =
      new Exposition(tally, () -> state, Clock.systemUTC(), "1.2.3", () -> 4);

  private String text() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exposition.write(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsWhatTheStateSays() throws Exception {
    assertThat(text())
        .contains("\npayments_ready 1.0\n", "\npayments_clients 3.0\n")
        .contains("\npayments_unsettled{queue=\"payment-processor\"} 5.0\n");

    state = State.of("no connection", 0);

    assertThat(text())
        .contains("\npayments_ready 0.0\n", "\npayments_clients 0.0\n")
        .contains("\npayments_http_slow_readers_total 4.0\n")
        .contains("\npayments_session_restarts_total{reason=\"connection-lost\"} 0.0\n");
  }

  @Test
  void saysWhichBrokerThereIs() throws Exception {
    tally.accept(
        Clock.systemUTC().instant(),
        new Event.Ready("RabbitMQ 4.3.6", "native", "best", "payments-log", "a:5672"));

    assertThat(text())
        .contains(
            "payments_build_info{broker=\"RabbitMQ 4.3.6\",delay=\"native\",version=\"1.2.3\"} 1.0");
  }

  @Test
  void bucketsAddUp() throws Exception {
    tally.confirmed(Duration.ofMillis(3));
    tally.confirmed(Duration.ofHours(2));

    assertThat(text())
        .contains("payments_confirm_seconds_bucket{le=\"0.0025\"} 0\n")
        .contains("payments_confirm_seconds_bucket{le=\"0.005\"} 1\n")
        .contains("payments_confirm_seconds_bucket{le=\"3600.0\"} 1\n")
        .contains("payments_confirm_seconds_bucket{le=\"+Inf\"} 2\n")
        .contains("payments_confirm_seconds_count 2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"monitoring/rules.yml", "monitoring/grafana/payments.json", "docs/operations.md"})
  void thereIsEveryMetricThatIsSpokenOf(String file) throws Exception {
    String text = text();
    String words = Files.readString(Path.of("..").resolve(file));
    Set<String> names = new TreeSet<>();
    Matcher matcher = METRIC.matcher(words);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    assertThat(names)
        .hasSizeGreaterThan(5)
        .allSatisfy(name -> assertThat(text).containsPattern("\n" + name + "[ {_]"));
  }
}
