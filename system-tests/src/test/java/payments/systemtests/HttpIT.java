package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import payments.prove.trial.Lines;

/** What {@code --http} shows of a real consumer, and that it costs the consumer nothing. */
class HttpIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CONNECTIONS = 1_000;
  private static final String ANY_PORT = "0";

  private Watched watched;
  private Consumer consumer;

  private void start(String uri, String... options) throws Exception {
    watched = new Watched(Ports.free());
    List<String> all = new ArrayList<>(List.of("--http", String.valueOf(watched.port())));
    all.addAll(List.of(options));
    consumer = Consumer.start(uri, all.toArray(String[]::new));
  }

  @AfterEach
  void end() {
    if (consumer != null) {
      consumer.close();
    }
  }

  private void awaitMetric(String name, double value) {
    await(name).atMost(PATIENCE).until(() -> watched.metric(name) == value);
  }

  private void awaitStatus(String path, int status) {
    await(path)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> watched.status(path) == status);
  }

  @ParameterizedTest
  @MethodSource("payments.systemtests.Brokers#settings")
  void waitingPaymentsRiseAndFall(Brokers.Setting setting) throws Exception {
    String uri = setting.uri();
    start(uri, "--delay", setting.mode(), "--delay-step", "2s");
    try (Wire wire = new Wire(uri)) {
      for (long id = 1; id <= 5; id++) {
        wire.sendPayment(id, id);
      }
      awaitMetric("payments_waiting", 5);
      assertThat(watched.metric("payments_waiting_oldest_seconds")).isBetween(0.0, 3.0);
      for (long id = 1; id <= 5; id++) {
        wire.sendClient(id);
      }
      consumer.await("processed", 5);
    }
    awaitMetric("payments_waiting", 0);
    awaitMetric("payments_waiting_oldest_seconds", 0);
    awaitMetric("payments_registrations_total", 5);
    assertThat(
            watched.metric("payments_processed_total{cause=\"registration\"}")
                + watched.metric("payments_processed_total{cause=\"retry\"}"))
        .isEqualTo(5);
    assertThat(watched.metric("payments_clients")).isEqualTo(5);
    assertThat(watched.metric("payments_wait_seconds_count")).isEqualTo(5);
    assertThat(watched.metric("payments_confirm_seconds_count")).isPositive();
  }

  @ParameterizedTest
  @MethodSource("payments.systemtests.Brokers#each")
  void tellsWhatIsRemembered(Brokers.Setting setting) throws Exception {
    String uri = setting.uri();
    start(uri, "--delay-step", "30s");
    try (Wire wire = new Wire(uri)) {
      wire.sendPayment(1, 7, Wire.messageId("first"));
      consumer.await("postponed", 1);
      wire.sendPayment(2, 8);
      consumer.await("postponed", 2);

      awaitMetric("payments_remembered", 2);
      assertThat(watched.get("waiting").body())
          .containsSubsequence(
              "\"paymentId\":1,\"clientId\":7,\"messageId\":\"first\"", "\"paymentId\":2");
      assertThat(watched.get("waiting?client=8").body())
          .contains("\"paymentId\":2")
          .doesNotContain("\"paymentId\":1");

      wire.sendClient(7);
      consumer.await("processed", 1);
      awaitMetric("payments_remembered", 1);
      awaitMetric("payments_processed_total{cause=\"registration\"}", 1);
    }
  }

  @Test
  void isNotReadyButLiveWhileThereIsNoBroker() throws Exception {
    EmbeddedTestBroker broker = new EmbeddedTestBroker();
    start(broker.emptyVirtualHost());
    assertThat(watched.status("readyz")).isEqualTo(200);
    assertThat(watched.metric("payments_ready")).isEqualTo(1);

    broker.end();

    awaitStatus("readyz", 503);
    assertThat(watched.get("readyz").body()).contains("connect").doesNotContain("null");
    assertThat(watched.status("livez")).isEqualTo(200);
    awaitMetric("payments_ready", 0);
  }

  @ParameterizedTest
  @MethodSource("payments.systemtests.Brokers#eachRabbitMq")
  void isReadyAgainWhenTheBrokerIs(Brokers.Setting setting) throws Exception {
    start(setting.uri());
    assertThat(watched.status("readyz")).isEqualTo(200);

    setting.rabbitMq().stopAndRestart();

    awaitStatus("readyz", 503);
    assertThat(watched.status("livez")).isEqualTo(200);
    awaitStatus("readyz", 200);
  }

  @Test
  void clientsThatMeanHarmDoNotHoldItUp() throws Exception {
    String uri = new EmbeddedTestBroker().emptyVirtualHost();
    start(uri);
    List<Socket> sockets = new ArrayList<>();
    try (Wire wire = new Wire(uri)) {
      sockets.add(send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")); // and never reads
      sockets.add(send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n"));
      for (int i = 0; i < CONNECTIONS; i++) {
        sockets.add(send("GET /livez HTTP/1.1\r\nHost: local")); // and no more
      }
      for (long id = 1; id <= 500; id++) {
        wire.sendClient(id);
        wire.sendPayment(id, id);
      }
      consumer.await("processed", 500);

      awaitStatus("livez", 200); // although they are still there
      awaitMetric("payments_registrations_total", 500);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    assertThat(consumer.stop()).isZero();
  }

  private Socket send(String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", watched.port());
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // Refused at once: as good.
    }
    return socket;
  }

  @Test
  void aPortThatIsTakenIsSaidInOneLine() throws Exception {
    try (ServerSocket other = new ServerSocket(0)) {
      String port = String.valueOf(other.getLocalPort());
      Jar.Result result = Jar.CONSUMER.run(Map.of(), "--http", port);

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .containsExactly(
              "error: cannot listen on 127.0.0.1:" + port + ": address already in use",
              "  give another one to --http; port 0 takes one that is free");
    }
  }

  @Test
  void whatIsNoAddressIsWrongUsage() throws Exception {
    Jar.Result result = Jar.CONSUMER.run(Map.of(), "--http", "everywhere");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err().get(0))
        .isEqualTo(
            "error: --http must be PORT or HOST:PORT, as in 9400 or [::1]:9400, was 'everywhere'");
  }

  @Test
  void withoutItNothingOfItIsLoaded(@TempDir Path folder) throws Exception {
    assertThat(loaded(folder.resolve("without"))).noneMatch(HttpIT::isOfHttp);
    assertThat(loaded(folder.resolve("with"), "--http", ANY_PORT)).anyMatch(HttpIT::isOfHttp);
  }

  private static boolean isOfHttp(String line) {
    return line.contains("payments.consumer.http.")
        || line.contains("payments.consumer.metrics.")
        || line.contains("com.sun.net.httpserver.")
        || line.contains("io.prometheus.");
  }

  /** Returns what a consumer loads until it is ready. */
  private static List<String> loaded(Path file, String... options) throws Exception {
    Map<String, String> environment =
        Map.of(
            "AMQP_URI",
            new EmbeddedTestBroker().emptyVirtualHost(),
            "JAVA_TOOL_OPTIONS",
            "-Xlog:class+load:file=" + file);
    Process process = Jar.CONSUMER.start(environment, List.of(options));
    try {
      Lines out = new Lines(process.getInputStream());
      await().atMost(PATIENCE).until(() -> String.join(" ", out.all()).contains("ready"));
      return Files.readAllLines(file);
    } finally {
      process.destroyForcibly();
    }
  }
}
