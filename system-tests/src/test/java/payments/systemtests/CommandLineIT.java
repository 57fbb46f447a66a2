package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.prove.trial.Lines;

/** What users see when they get something wrong: what, where and the cure, and an exit code. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#each")
class CommandLineIT {
  @Parameter Brokers.Setting setting;

  private String uri;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "refund 1",
        "payment",
        "payment one",
        "payment -1",
        "payment 0",
        "payment 9223372036854775808",
        "payment 5..1",
        "payment 1 --value 0",
        "client 1.5",
        "client 1 --uri http://localhost",
      })
  void wrongUsageOfTheProducerSendsNothing(String arguments) throws Exception {
    Jar.Result result = Jar.PRODUCER.run(Map.of("AMQP_URI", uri), words(arguments));

    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().get(0)).isNotBlank();
    assertNoStackTrace(result);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--delay tomorrow",
        "--delay-step 0s",
        "--delay-step 1",
        "--max-delay 1ms",
        "--prefetch 0",
        "--queue-type mirrored",
        "--unknown",
        "extra",
      })
  void wrongUsageOfTheConsumerStartsNothing(String arguments) throws Exception {
    Jar.Result result = Jar.CONSUMER.run(Map.of("AMQP_URI", uri), words(arguments));

    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertNoStackTrace(result);
  }

  private static String[] words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new);
  }

  @Test
  void helpAndVersionGoToStandardOutput() throws Exception {
    for (Jar jar : Jar.values()) {
      Jar.Result help = jar.run(Map.of(), "--help");
      assertThat(help.out()).as("%s", help).first().asString().startsWith("Usage:");
      assertThat(jar.run(Map.of(), "--version").out()).singleElement().asString().contains("1.1.0");
    }
  }

  @Test
  void unreachableBrokerIsSaidWithTheCure() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertFails("amqp://guest:secret@localhost:" + free, "localhost:" + free, "docker compose up");
  }

  @Test
  void wrongPasswordIsSaidAndNotShown() throws Exception {
    assertFails(uri.replace("guest:guest@", "guest:secret@"), "refuses user guest", "AMQP_URI");
  }

  @Test
  void unknownVirtualHostIsSaid() throws Exception {
    assertFails(uri.replaceFirst("/[^/]+$", "/nowhere"), "nowhere", "");
  }

  /** Both programs say it in two lines. */
  private static void assertFails(String uri, String what, String cure) throws Exception {
    assertFails(Jar.CONSUMER.run(Map.of("AMQP_URI", uri)), what, cure);
    assertFails(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "payment", "1"), what, cure);
  }

  private static void assertFails(Jar.Result result, String what, String cure) {
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).hasSize(2);
    assertThat(result.err().get(0)).startsWith("error: ").contains(what);
    assertThat(result.err().get(1)).startsWith("  ").contains(cure);
    assertThat(result.err()).noneMatch(line -> line.contains("secret"));
  }

  private static void assertNoStackTrace(Jar.Result result) {
    assertThat(result.err()).noneMatch(line -> line.startsWith("\tat "));
  }

  @Test
  void producerThatIsFirstDeclaresWhatTheConsumerTakesOver() throws Exception {
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "payment", "1").exitCode()).isZero();
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1").exitCode()).isZero();

    try (Consumer consumer = Consumer.start(uri)) {
      consumer.await("processed", 1);
    }
  }

  @Test
  void whatTheLocaleCannotCarryIsNotSent() throws Exception {
    Jar.Result result =
        Jar.PRODUCER.inShell(
            "LC_ALL=C \"$@\" --name \"$(printf 'Jos\\303\\251')\"",
            Map.of("AMQP_URI", uri),
            "client",
            "7");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().get(0)).contains("argument 4", "locale");
    assertThat(result.err().get(1)).contains("LC_ALL=C.UTF-8");
  }

  @Test
  void nameInTheLocaleOfTheCureIsSentAsItIs() throws Exception {
    Jar.Result result =
        Jar.PRODUCER.inShell(
            "LC_ALL=C.UTF-8 \"$@\" --name \"$(printf 'Jos\\303\\251')\"",
            Map.of("AMQP_URI", uri),
            "client",
            "7");

    assertThat(result.exitCode()).as("%s", result).isZero();
    try (Wire wire = new Wire(uri)) {
      assertThat(new String(wire.take("clients-processor").getBody(), StandardCharsets.UTF_8))
          .contains("José");
    }
  }

  @Test
  void publishingWhatIsProcessedNeedsStreams() throws Exception {
    if (setting.broker().hasStreams()) {
      return;
    }
    Jar.Result result = Jar.CONSUMER.run(Map.of("AMQP_URI", uri), "--publish-processed");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err()).anyMatch(line -> line.startsWith("error: --publish-processed needs"));
    assertNoStackTrace(result);
  }

  @Test
  void outputThatNobodyReadsIsToldAndHoldsUpNoEnd() throws Exception {
    if (setting.isRabbitMq()) {
      return; // one broker will do
    }
    Process consumer = Jar.CONSUMER.start(Map.of("AMQP_URI", uri), List.of());
    try {
      Lines err = new Lines(consumer.getErrorStream());
      assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1..5000").exitCode())
          .isZero();

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> String.join(" ", err.all()).contains("standard output has taken nothing"));
      consumer.toHandle().destroy();

      assertThat(consumer.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(consumer.exitValue()).isEqualTo(1);
      assertThat(err.allToTheEnd())
          .anyMatch(line -> line.contains("the last events are not written"));
    } finally {
      consumer.destroyForcibly();
    }
  }

  /** Of a pipe that is full from the start. */
  @Test
  void worksAndEndsInTimeThoughNobodyReadsAnythingOfIt() throws Exception {
    if (setting.isRabbitMq()) {
      return; // one broker will do
    }
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1").exitCode()).isZero();
    Process consumer =
        Jar.CONSUMER.startInShell(
            "head -c 65536 /dev/zero; exec \"$@\" 2>&1", Map.of("AMQP_URI", uri));
    try (Wire wire = new Wire(uri)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> wire.channel().queueDeclarePassive("payment-processor").getConsumerCount() > 0);
      consumer.toHandle().destroy();

      assertThat(consumer.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(consumer.exitValue()).isEqualTo(1); // its last event could not be written
    } finally {
      consumer.destroyForcibly();
    }
  }

  @Test
  void failedStartEndsThoughNobodyReadsWhy() throws Exception {
    if (setting.isRabbitMq()) {
      return; // no broker is needed
    }
    Process consumer =
        Jar.CONSUMER.startInShell(
            "head -c 65536 /dev/zero; exec \"$@\" 2>&1", Map.of("AMQP_URI", "amqp://127.0.0.1:1/"));
    try {
      assertThat(consumer.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(consumer.exitValue()).isEqualTo(1);
    } finally {
      consumer.destroyForcibly();
    }
  }

  @Test
  void saysOnceWhatItWaitsForAtTheStart() throws Exception {
    if (setting.isRabbitMq()) {
      return; // no broker is needed
    }
    try (Consumer consumer = Consumer.launch("amqp://127.0.0.1:1/", "--wait-for-broker", "60s")) {
      consumer.await("warning", 1);
      Thread.sleep(3_000); // some more tries

      assertThat(consumer.log())
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("cannot connect to RabbitMQ at 127.0.0.1:1", "; trying again every 1 s");
      assertThat(consumer.stop()).isZero();
    }
  }

  @Test
  void resultThatCannotBeWrittenIsFailureThatTellsIt() throws Exception {
    Jar.Result result =
        Jar.PRODUCER.inShell("\"$@\" >/dev/full", Map.of("AMQP_URI", uri), "client", "7");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err().get(0)).contains("standard output", "sent client 7");
    assertThat(result.err().get(1)).contains("do not send it again");
    for (Jar jar : Jar.values()) {
      assertThat(jar.inShell("\"$@\" >/dev/full", Map.of(), "--help").exitCode()).isEqualTo(1);
    }
  }

  @Test
  void helpThatIsPointedToCanBeTypedAsItStands() throws Exception {
    Jar.Result wrong = Jar.PRODUCER.run(Map.of(), "payment", "none");
    String see = wrong.err().get(1).replaceFirst("^  see java ", "");

    Jar.Result help = Jar.PRODUCER.inShell("\"$1\" " + see, Map.of());

    assertThat(help.exitCode()).as("%s: %s", wrong, help).isZero();
    assertThat(help.out()).first().asString().startsWith("Usage: producer payment");
  }

  @Test
  void producerStopsAtABadLineAndSaysWhereToGoOn() throws Exception {
    Process producer =
        Jar.PRODUCER.start(Map.of("AMQP_URI", uri), java.util.List.of("payment", "-"));
    try (var input = producer.outputWriter()) {
      input.write("1\n2\n\nthree\n4\n");
    }
    Lines err = new Lines(producer.getErrorStream());
    assertThat(producer.waitFor()).isEqualTo(1);
    assertThat(err.allToTheEnd().get(0)).contains("line 4").contains("'three'");
    assertThat(err.allToTheEnd().get(1)).contains("2 ");
    try (Wire wire = new Wire(uri)) {
      assertThat(wire.ready("payment-processor")).isEqualTo(2);
    }
  }
}
