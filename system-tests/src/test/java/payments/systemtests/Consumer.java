package payments.systemtests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import payments.prove.trial.Lines;

/** A running consumer.jar and the events it has written. */
final class Consumer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Lines out;
  private final Lines err;
  private final List<JsonNode> parsed = new ArrayList<>();

  private Consumer(Process process) {
    this.process = process;
    out = new Lines(process.getInputStream());
    err = new Lines(process.getErrorStream());
  }

  /** Starts one that need not become ready. */
  static Consumer launch(String uri, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--json");
    return new Consumer(Jar.CONSUMER.start(Map.of("AMQP_URI", uri), arguments));
  }

  /** Starts one and waits until it is ready. */
  static Consumer start(String uri, String... options) throws IOException {
    Consumer consumer = launch(uri, options);
    consumer.await("ready", 1);
    return consumer;
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not an event: " + line, e);
    }
  }

  /** Returns the events so far. */
  synchronized List<JsonNode> events() {
    List<String> lines = out.all();
    while (parsed.size() < lines.size()) {
      parsed.add(parse(lines.get(parsed.size())));
    }
    return List.copyOf(parsed);
  }

  /** Returns the events of that name so far. */
  List<JsonNode> events(String name) {
    return events().stream().filter(event -> event.path("event").asText().equals(name)).toList();
  }

  /** Returns the events of that name about a payment. */
  List<JsonNode> events(String name, long payment) {
    return events(name).stream()
        .filter(event -> event.path("paymentId").asLong() == payment)
        .toList();
  }

  /** Waits for so many events of that name. */
  List<JsonNode> await(String name, int count) {
    return await(name, event -> true, count);
  }

  /** Waits for so many events of that name that match. */
  List<JsonNode> await(String name, Predicate<JsonNode> matching, int count) {
    Awaitility.await()
        .alias(name)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              if (!process.isAlive() && out.allToTheEnd() != null && !has(name, matching, count)) {
                throw new AssertionError("consumer ended: " + err.allToTheEnd());
              }
              return has(name, matching, count);
            });
    return events(name).stream().filter(matching).toList();
  }

  private boolean has(String name, Predicate<JsonNode> matching, int count) {
    return events(name).stream().filter(matching).count() >= count;
  }

  /** Returns the lines of its log so far. */
  List<String> log() {
    return err.all();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM and returns the exit code. */
  int stop() throws InterruptedException {
    process.toHandle().destroy(); // Process.destroy would close our end of its output, too
    return exitCode();
  }

  /** Waits for its end and returns the exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the consumer does not end: " + err.all());
    }
    out.allToTheEnd();
    err.allToTheEnd();
    return process.exitValue();
  }

  /** Sends SIGKILL and waits for the end. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    exitCode();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
