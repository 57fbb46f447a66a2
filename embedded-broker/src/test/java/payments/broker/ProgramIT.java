package payments.broker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The jar as its users run it. */
@Timeout(60)
class ProgramIT {

  private static final Pattern LISTENING =
      Pattern.compile("listening on amqp://guest:guest@localhost:(\\d+)/%2F");

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void saysWhereItListensAndWhatItIsNot() throws Exception {
    Process program = start("--port", "0");
    BufferedReader out = program.inputReader();

    int port = portIn(out.readLine());
    List<String> rest = List.of(out.readLine(), out.readLine());

    assertThat(rest.get(0)).contains("memory").contains("lost");
    assertThat(rest.get(1)).contains("not RabbitMQ").contains("Ctrl-C");
    try (TestClient client = new TestClient(port)) {
      client.declareDelayed("payments");
      var arrivals = client.consume(client.bindQueue("payments", "key"));
      client.publish("payments", "key", "payment", 100);
      assertThat(TestClient.next(arrivals).header("x-delay")).isEqualTo(-100L);
    }
  }

  @Test
  void stopsOnSigtermWithoutAWordOnStandardError() throws Exception {
    Process program = start("--port", "0");
    int port = portIn(program.inputReader().readLine());
    try (TestClient client = new TestClient(port)) {
      client.declareDelayed("payments");

      program.toHandle().destroy(); // Process.destroy would close the streams

      assertThat(program.waitFor(5, SECONDS)).isTrue();
      assertThat(program.exitValue()).isEqualTo(143);
      assertThat(program.errorReader().lines()).isEmpty();
    }
  }

  @Test
  void aTakenPortIsAnErrorWithACure() throws Exception {
    String port = "" + portIn(start("--port", "0").inputReader().readLine());

    Process second = start("--port", port);

    assertThat(second.waitFor()).isEqualTo(1);
    assertThat(second.inputReader().lines()).isEmpty();
    assertThat(second.errorReader().lines())
        .containsExactly(
            "error: cannot listen on port " + port + ": it is taken",
            "  choose another with --port, or --port 0 for a free one");
  }

  @Test
  void wrongUsageIsTwo() throws Exception {
    Process program = start("--prot", "0");

    assertThat(program.waitFor()).isEqualTo(2);
    assertThat(program.errorReader().lines()).anyMatch(line -> line.contains("--prot"));
  }

  @Test
  void printsTheVersionItWasBuiltWith() throws Exception {
    Process program = start("--version");

    assertThat(program.waitFor()).isZero();
    assertThat(program.inputReader().readLine()).matches("embedded-broker \\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void endsWithOneLineWhenItsMemoryIsFull() throws Exception {
    Process program = startWith(List.of("-Xmx16m"), "--port", "0");
    try (TestClient client = new TestClient(portIn(program.inputReader().readLine()))) {
      client.declareDelayed("payments");

      assertThatThrownBy(() -> publishForever(client)).isInstanceOf(Exception.class);
    }

    assertThat(program.waitFor()).isEqualTo(1);
    assertThat(program.errorReader().readLine()).startsWith("error: the broker is out of memory");
  }

  private static void publishForever(TestClient client) throws Exception {
    while (true) {
      client.publish("payments", "key", "payment".repeat(10_000), 600_000);
    }
  }

  private Process start(String... arguments) throws IOException {
    return startWith(List.of(), arguments);
  }

  private Process startWith(List<String> javaOptions, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", Path.of("target", "embedded-broker.jar").toString()));
    command.addAll(List.of(arguments));
    Process program = new ProcessBuilder(command).start();
    started.add(program);
    return program;
  }

  private static int portIn(String line) {
    Matcher matcher = LISTENING.matcher(String.valueOf(line));
    assertThat(matcher.matches()).as("'%s' says where it listens", line).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
