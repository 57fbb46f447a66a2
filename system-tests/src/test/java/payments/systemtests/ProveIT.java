package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import payments.prove.trial.Lines;

/** The trial as its users run it. {@link ChaosIT} runs the same one with more blows. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class ProveIT {
  private static final int LONGEST_SECONDS = 180;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameter Brokers.Setting setting;

  @TempDir Path directory;

  private String uri;
  private Process prove;
  private Lines out;
  private Lines err;

  @BeforeEach
  void prepare() throws Exception {
    uri = setting.uri();
  }

  @AfterEach
  void end() {
    if (prove != null) {
      prove.descendants().forEach(ProcessHandle::destroyForcibly);
      prove.toHandle().destroyForcibly();
    }
  }

  private void start(String... arguments) throws IOException {
    prove = Jar.PROVE.start(Map.of("AMQP_URI", uri), List.of(arguments));
    out = new Lines(prove.getInputStream());
    err = new Lines(prove.getErrorStream());
  }

  private int exitCode() throws InterruptedException {
    assertThat(prove.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    out.allToTheEnd();
    err.allToTheEnd();
    return prove.exitValue();
  }

  @Test
  void nothingIsLostAndNothingIsLeft() throws Exception {
    start("--payments", "300", "--kills", "1", "--cuts", "1", "--seed", "7");

    assertThat(exitCode()).as("%s %s", out.all(), err.all()).isZero();

    assertThat(rows())
        .containsEntry("confirmed", "300")
        .containsEntry("lost", "0")
        .containsEntry("dead letters", "0")
        .containsEntry("clients forgotten", "0")
        .containsEntry("seed", "7");
    assertThat(rows().get("away after a kill")).startsWith("median ");
    assertThat(rows().get("away after a cut")).startsWith("median ");
    assertThat(err.all().get(0)).contains(setting.rabbitMq().version());
    assertNothingIsLeft();
  }

  private Map<String, String> rows() {
    return out.all().stream()
        .collect(
            Collectors.toMap(
                line -> line.substring(0, 22).strip(), line -> line.substring(22).strip()));
  }

  @Test
  void virtualHostInUseIsRefusedAndStays() throws Exception {
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueDeclare("dead-letters", true, false, false, Map.of());
      wire.channel().exchangeDeclare("clients", "direct");

      start();

      assertThat(exitCode()).as("%s", err.all()).isEqualTo(1);
      assertThat(out.all()).isEmpty();
      assertThat(err.all()).hasSize(2);
      assertThat(err.all().get(0)).contains("queue dead-letters, exchange clients");
      assertThat(err.all().get(1)).contains("rabbitmqctl add_vhost prove", "set_permissions");
      assertThat(setting.rabbitMq().queues(uri)).containsOnlyKeys("dead-letters");
      wire.channel().exchangeDeclarePassive("clients");
    }
  }

  @Test
  void interruptedInTheMiddleItRemovesWhatItMade() throws Exception {
    start();
    Awaitility.await().atMost(PATIENCE).until(() -> isPublishing());
    List<ProcessHandle> consumers = new ArrayList<>(prove.descendants().toList());
    assertThat(consumers).isNotEmpty();

    new ProcessBuilder("kill", "-INT", Long.toString(prove.pid())).start().waitFor();

    assertThat(exitCode()).as("%s", err.all()).isEqualTo(130);
    assertThat(out.all()).isEmpty();
    assertThat(err.all()).last().asString().startsWith("interrupted: ").endsWith(" is removed");
    assertThat(consumers).noneMatch(ProcessHandle::isAlive);
    assertNothingIsLeft();
  }

  private boolean isPublishing() throws Exception {
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueDeclarePassive("payments-log");
      return wire.channel().consumerCount("payment-processor") > 0;
    } catch (IOException e) {
      return false; // not there yet
    }
  }

  @Test
  void plantedFaultIsFound() throws Exception {
    if (!setting.mode().equals("native")) {
      return; // one broker will do
    }
    Path faulty = FaultyConsumer.jar(directory, Jar.CONSUMER.path());
    start(
        "--payments",
        "300",
        "--kills",
        "0",
        "--cuts",
        "0",
        "--patience",
        "3s",
        "--json",
        "--consumer",
        faulty.toString());

    assertThat(exitCode()).as("%s %s", out.all(), err.all()).isEqualTo(1);

    assertThat(out.all()).singleElement().asString().containsPattern("\"lost\":\\[\\d+");
    assertThat(err.all()).anyMatch(line -> line.startsWith("error: not every confirmed payment"));
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() throws Exception {
    assertThat(setting.rabbitMq().queues(uri)).isEmpty();
    for (String exchange : List.of("clients", "payments", "processed-payments")) {
      try (Wire wire = new Wire(uri)) {
        assertThatThrownBy(() -> wire.channel().exchangeDeclarePassive(exchange))
            .as(exchange)
            .isInstanceOf(IOException.class);
      }
    }
  }
}
