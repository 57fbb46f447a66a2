package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import payments.common.amqp.Broker;
import payments.prove.trial.ProcessedLog;

/** How the consumer chooses a delay mode, and what it does with what others left behind. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class ChoiceIT {
  private static final Pattern DELETION = Pattern.compile("`(rabbitmqctl (delete_queue|eval).*)`");

  @Parameter Brokers.Setting setting;

  private String uri;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
  }

  @Test
  void autoTakesTheFirstModeThatTheBrokerCanDoAndSaysWhy() throws Exception {
    try (Consumer consumer = Consumer.start(uri)) {
      JsonNode ready = consumer.await("ready", 1).get(0);

      assertThat(ready.path("delay").asText()).isEqualTo(setting.mode());
      assertThat(ready.path("broker").asText())
          .isEqualTo("RabbitMQ " + setting.rabbitMq().version());
      assertThat(ready.path("reason").asText()).isNotEmpty();
      assertThat(consumer.log()).anyMatch(line -> line.contains(ready.path("reason").asText()));
    }
  }

  @Test
  void modeThatTheBrokerCannotDoIsAnErrorWithTheCure() throws Exception {
    for (String mode : List.of("plugin", "native", "ladder")) {
      if (!setting.broker().modes().contains(mode)) {
        Jar.Result result = Jar.CONSUMER.run(Map.of("AMQP_URI", uri), "--delay", mode);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().get(0)).startsWith("error: ").contains("--delay " + mode);
        assertThat(result.err().get(1)).contains("--delay auto");
      }
    }
    assertStarts("--delay", "auto");
  }

  @Test
  void ladderOfTooManyQueuesIsRefused() throws Exception {
    Jar.Result result =
        Jar.CONSUMER.run(Map.of("AMQP_URI", uri), "--delay", "ladder", "--delay-step", "10ms");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().get(0)).contains("6000 delays, more than 200");
    assertThat(result.err().get(1)).contains("make --delay-step longer or --max-delay shorter");
    assertStarts("--delay", "ladder", "--delay-step", "10ms", "--max-delay", "100ms");
    assertStarts("--delay", "ladder", "--delay-step", "10s");
  }

  private void assertStarts(String... options) throws Exception {
    try (Consumer consumer = Consumer.start(uri, options)) {
      assertThat(consumer.stop()).isZero();
    }
  }

  @Test
  void reprocessorMadeForAnotherModeIsUsedAsItIs() throws Exception {
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueDeclare("payment-reprocessor", true, false, false, null);
      wire.channel().basicPublish("", "payment-reprocessor", null, payment(1, 1));
    }
    try (Consumer consumer = Consumer.start(uri, "--delay-step", "200ms", "--max-delay", "1s")) {
      String mode = consumer.await("ready", 1).get(0).path("delay").asText();
      assertThat(mode).isEqualTo(setting.mode().equals("plugin") ? "plugin" : "ladder");
      consumer.await("postponed", 2);
      assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1").exitCode()).isZero();
      consumer.await("processed", 1);
    }
  }

  @Test
  void queueInTheWayIsNamedWithTheOneCommandThatRemovesIt() throws Exception {
    try (Wire wire = new Wire(uri)) {
      wire.channel()
          .queueDeclare(
              "payment-reprocessor", true, false, false, Map.of("x-queue-type", "quorum"));
    }
    assertRemovable("payment-reprocessor");
  }

  @Test
  void waitingQueueInTheWayIsNamedWithTheOneCommandThatRemovesIt() throws Exception {
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueDeclare("payment-reprocessor.wait.3000ms", true, false, false, null);
    }
    assertRemovable("payment-reprocessor.wait.3000ms", "--delay", "ladder");
  }

  @Test
  void paymentQueueOfAnotherTypeIsNamedWithTheOneCommandThatRemovesIt() throws Exception {
    try (Wire wire = new Wire(uri)) {
      wire.channel()
          .queueDeclare("payment-processor", true, false, false, Map.of("x-queue-type", "quorum"));
      wire.channel().basicPublish("", "payment-processor", null, payment(1, 1));
    }
    assertRemovable("payment-processor");
  }

  @Test
  void exchangeInTheWayIsNamedWithTheOneCommandThatRemovesIt() throws Exception {
    try (Wire wire = new Wire(uri)) {
      wire.channel().exchangeDeclare("payments", "fanout", true);
    }
    assertRemovable("payments");
  }

  @Test
  void nativeQueueOfOtherDelaysIsNamedWithTheOneCommandThatRemovesIt() throws Exception {
    if (setting.mode().equals("native")) {
      try (Consumer consumer = Consumer.start(uri, "--delay-step", "2s")) {
        assertThat(consumer.stop()).isZero();
      }
      assertRemovable("payment-reprocessor");
    }
  }

  /** Runs the command exactly as the error names it; then the consumer starts. */
  private void assertRemovable(String name, String... options) throws Exception {
    removeAsTold(name, options);
    assertStarts(options);
  }

  private void removeAsTold(String name, String... options) throws Exception {
    Jar.Result result = Jar.CONSUMER.run(Map.of("AMQP_URI", uri), options);
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err().get(0)).startsWith("error: ").contains(name);
    Matcher command = DELETION.matcher(result.err().get(1));
    assertThat(command.find()).as(result.err().get(1)).isTrue();
    setting.rabbitMq().shell(command.group(1));
  }

  @Test
  void paymentsTakeTheSameWayThroughQuorumQueues() throws Exception {
    try (Consumer consumer =
        Consumer.start(
            uri, "--queue-type", "quorum", "--delay-step", "200ms", "--max-delay", "1s")) {
      assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "payment", "1..50").exitCode()).isZero();
      consumer.await("postponed", 100);
      assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1..50").exitCode()).isZero();
      consumer.await("processed", 50);
    }
  }

  /** The steps of the page on operations: the consumer says which queue is next. */
  @Test
  void classicQueuesAreMovedToQuorumQueuesAndNothingIsLost() throws Exception {
    String[] quorum = {"--queue-type", "quorum", "--delay-step", "200ms", "--max-delay", "1s"};
    boolean waitsInClassic = !setting.mode().equals("native");
    List<String> queues =
        new ArrayList<>(List.of("clients-processor", "payment-processor", "dead-letters"));
    try (Consumer consumer = Consumer.start(uri, "--delay-step", "200ms", "--max-delay", "1s")) {
      send("payment", "1..50");
      consumer.await("postponed", 50);
      if (waitsInClassic) {
        queues.add("payment-reprocessor");
        send("client", "1..50");
        consumer.await("processed", 50);
        setting.rabbitMq().awaitEmpty(uri);
      }
      assertThat(consumer.stop()).isZero();
    }

    for (String queue : queues) {
      removeAsTold(queue, quorum);
    }

    try (Consumer consumer = Consumer.start(uri, quorum)) {
      send("client", "1..60");
      send("payment", "51..60");
      consumer.await("processed", waitsInClassic ? 10 : 60);
      assertThat(consumer.stop()).isZero();
    }
    assertThat(ProcessedLog.read(new Broker(uri, null)).counts())
        .hasSize(60)
        .doesNotContainValue(2);
  }

  private void send(String what, String clients) throws Exception {
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), what, clients).exitCode()).isZero();
  }

  @Test
  void whoNamesSeveralHostsIsToldOnceThatClassicQueuesStopWithTheirNode() throws Exception {
    String several = severalHosts();
    try (Consumer consumer = Consumer.start(several, "--max-delay", "3s");
        Wire wire = new Wire(uri)) {
      consumer.await(
          "warning", event -> event.path("text").asText().contains("--queue-type quorum"), 1);

      wire.channel().queueDelete("clients-processor");

      consumer.await("ready", 2);
      assertThat(consumer.events("warning")).hasSize(1);
    }
    assertThat(warningsOf(several, "--queue-type", "classic", "--max-delay", "3s")).isEmpty();
    assertThat(warningsOf(uri, "--max-delay", "3s")).isEmpty();
  }

  /** As the host in the URI, which is the same one twice. */
  private String severalHosts() {
    return uri.replaceFirst("@localhost:(\\d+)", "@localhost:$1,127.0.0.1:$1");
  }

  @Test
  void whoNamesSeveralHostsIsToldBeforeClassicQueuesAreDeclared() throws Exception {
    setting.rabbitMq().refuseToDeclare("clients-processor", uri);

    Jar.Result result = Jar.CONSUMER.run(Map.of("AMQP_URI", severalHosts()));

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err().get(0)).contains("--queue-type quorum");
    assertThat(setting.rabbitMq().queues(uri)).isEmpty();
  }

  /** Each start with the option that the warning names says which queue is next. */
  @Test
  void optionThatIsNamedToWhoNamesSeveralHostsWorksAsItIsTold() throws Exception {
    String[] quorum = {"--queue-type", "quorum", "--max-delay", "3s"};
    List<String> queues =
        new ArrayList<>(List.of("clients-processor", "payment-processor", "dead-letters"));
    if (!setting.mode().equals("native")) {
      queues.add("payment-reprocessor");
    }
    try (Consumer consumer = Consumer.start(severalHosts(), "--max-delay", "3s")) {
      assertThat(consumer.events("warning").get(0).path("text").asText())
          .contains("start with --queue-type quorum, which names each classic queue");
      assertThat(consumer.stop()).isZero();
    }

    for (String queue : queues) {
      removeAsTold(queue, quorum);
    }

    assertStarts(quorum);
  }

  private static List<JsonNode> warningsOf(String uri, String... options) throws Exception {
    try (Consumer consumer = Consumer.start(uri, options)) {
      assertThat(consumer.stop()).isZero();
      return consumer.events("warning");
    }
  }

  private static byte[] payment(long id, long client) {
    return Wire.payment(id, client).getBytes();
  }
}
