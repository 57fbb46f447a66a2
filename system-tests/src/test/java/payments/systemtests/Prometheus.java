package payments.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Prometheus that scrapes a consumer each second and knows the rules of {@code monitoring},
 * with minutes made seconds. Tests are skipped where there is none.
 */
final class Prometheus implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = Ports.free();
  private final Process process;

  Prometheus(Path folder, Watched consumer) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "no Prometheus: nothing is scraped");
    Path monitoring = Path.of(System.getProperty("root", "..")).resolve("monitoring");
    Files.writeString(
        folder.resolve("rules.yml"), hurried(Files.readString(monitoring.resolve("rules.yml"))));
    Files.writeString(
        folder.resolve("prometheus.yml"),
        Files.readString(monitoring.resolve("prometheus.yml"))
            .replace("interval: 5s", "interval: 1s")
            .replace("127.0.0.1:9400", "127.0.0.1:" + consumer.port()));
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get("-/ready").statusCode() == 200);
  }

  private static String hurried(String rules) {
    return rules
        .replaceAll("for: \\d+m", "for: 1s")
        .replace("[15m]", "[60s]")
        .replace("[10m]", "[20s]")
        .replace("offset 10m", "offset 10s")
        .replace("> 600", "> 5");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** Returns the value of the first series that an expression has, NaN if it has none. */
  double query(String expression) throws IOException, InterruptedException {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    JsonNode first =
        JSON.readTree(get("api/v1/query?query=" + encoded).body()).at("/data/result/0/value/1");
    return first.isMissingNode() ? Double.NaN : Double.parseDouble(first.asText());
  }

  boolean fires(String alert) throws IOException, InterruptedException {
    return query("ALERTS{alertname='" + alert + "', alertstate='firing'}") == 1;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join(); // its files are deleted next
  }
}
