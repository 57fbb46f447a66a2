package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus watches a real consumer; each alert fires at the fault that it is for. */
class MonitoringIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  @TempDir private Path folder;
  private final EmbeddedTestBroker broker = new EmbeddedTestBroker();
  private final String uri = broker.emptyVirtualHost();
  private Watched watched;
  private Consumer consumer;
  private Prometheus prometheus;

  @BeforeEach
  void start() throws Exception {
    watched = new Watched(Ports.free());
    consumer = Consumer.start(uri, "--http", String.valueOf(watched.port()));
    prometheus = new Prometheus(folder, watched);
    awaitValue("payments_ready", 1); // counters have to be seen at zero
  }

  @AfterEach
  void end() throws Exception {
    if (prometheus != null) {
      prometheus.close();
    }
    consumer.close();
    broker.end();
  }

  private void awaitValue(String expression, double value) {
    await(expression).atMost(PATIENCE).until(() -> prometheus.query(expression) == value);
  }

  private void awaitAlert(String name) {
    await(name).atMost(PATIENCE).until(() -> prometheus.fires(name));
  }

  @Test
  void waitingPaymentsRiseAndFall() throws Exception {
    try (Wire wire = new Wire(uri)) {
      for (long id = 1; id <= 3; id++) {
        wire.sendPayment(id, 1);
      }
      awaitValue("sum(payments_waiting)", 3);
      wire.sendClient(1);
      awaitValue("sum(payments_waiting)", 0);
      awaitValue("sum(payments_processed_total)", 3);
      awaitValue("max_over_time(payments_waiting[1m])", 3);
    }
    assertThat(prometheus.query("count(ALERTS{alertstate='firing'})")).isNaN();
  }

  @Test
  void promtoolFindsNothingToSayAboutTheMetrics() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(PROMTOOL), "no promtool: metrics are not checked");
    String metrics = watched.get("metrics").body();

    assertThat(promtool(metrics, "check", "metrics")).isEmpty();
  }

  @Test
  void rulesPassTheirTests() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(PROMTOOL), "no promtool: rules are not tested");
    String root = System.getProperty("root", "..");

    assertThat(promtool("", "test", "rules", root + "/monitoring/rules-test.yml"))
        .contains("SUCCESS");
  }

  private static String promtool(String input, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = PROMTOOL.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It does not read any.
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void alertsFireAtAPaymentThatWaitsLongAndAtADeadLetter() throws Exception {
    try (Wire wire = new Wire(uri)) {
      wire.sendPayment(1, 1);
      wire.send("payments", "process.payment", null, "no payment");
      awaitAlert("PaymentsDeadLetters");
      awaitAlert("PaymentsWaitLong");
    }
  }

  @Test
  void alertFiresWhenClientsRegisterAndNoneOfThosePaymentsWaitFor() throws Exception {
    try (Wire wire = new Wire(uri)) {
      long[] id = {0};
      await("PaymentsWaitWhileClientsRegister")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> {
                id[0]++;
                wire.sendPayment(id[0], 1_000_000 + id[0]);
                wire.sendClient(id[0]);
                return prometheus.fires("PaymentsWaitWhileClientsRegister");
              });
    }
  }

  @Test
  void alertFiresWhenTheConnectionIsLostAgainAndAgain() throws Exception {
    try (FaultyProxy proxy = new FaultyProxy(URI.create(uri).getPort())) {
      consumer.close();
      consumer = Consumer.start(proxy.uri(uri), "--http", String.valueOf(watched.port()));
      for (int i = 1; i <= 4; i++) {
        await().atMost(PATIENCE).until(() -> watched.metric("payments_ready") == 1);
        awaitValue("sum(payments_session_restarts_total)", i - 1);
        proxy.cutAll();
        awaitValue("sum(payments_session_restarts_total)", i);
      }
      awaitAlert("PaymentsSessionRestarts");
    }
  }

  @Test
  void alertsFireWithoutABrokerAndWithoutAConsumer() throws Exception {
    broker.end();
    awaitAlert("PaymentsNotReady");

    consumer.kill();
    awaitAlert("PaymentsConsumerDown");
  }
}
