package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import payments.prove.trial.Lines;

/** What can be done with dead letters, and that none is lost by it. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#each")
class DeadLettersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String QUEUE = "dead-letters";
  private static final JsonMapper JSON = new JsonMapper();

  /** Whether tests run that take minutes: {@code -Ddead-letters.long=true}. */
  private static final boolean LONG = Boolean.getBoolean("dead-letters.long");

  @Parameter Brokers.Setting setting;

  private String uri;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
  }

  private Jar.Result run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(QUEUE));
    all.addAll(List.of(arguments));
    return Jar.CONSUMER.run(Map.of("AMQP_URI", uri), all.toArray(String[]::new));
  }

  /** A consumer that gives up a payment soon. */
  private Consumer startImpatient() throws Exception {
    return Consumer.start(
        uri,
        "--delay",
        setting.mode(),
        "--give-up-after",
        "500ms",
        "--delay-step",
        "200ms",
        "--max-delay",
        "1s");
  }

  private void declareAll() throws Exception {
    try (Consumer consumer = startImpatient()) {
      assertThat(consumer.stop()).isZero();
    }
  }

  private static void bury(Wire wire, String id, Map<String, Object> headers, String body)
      throws Exception {
    wire.send("", QUEUE, properties(id, headers), body);
  }

  private static BasicProperties properties(String id, Map<String, Object> headers) {
    return MessageProperties.PERSISTENT_BASIC.builder().messageId(id).headers(headers).build();
  }

  private static Map<String, Object> given(String reason, String fromQueue) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("reason", reason);
    headers.put("detail", "because");
    headers.put("from-queue", fromQueue);
    headers.put("attempts", 3);
    headers.put("first-seen", 1_700_000_000_000L);
    return headers;
  }

  /** As the broker writes it, the last time first. */
  private static Map<String, Object> died(String queue) {
    return Map.of(
        "x-death",
        List.of(
            Map.of("queue", queue, "reason", "expired"),
            Map.of("queue", "clients-processor", "reason", "rejected")));
  }

  @Test
  void listShowsAndKeeps() throws Exception {
    declareAll();
    try (Wire wire = new Wire(uri)) {
      bury(wire, "a", given("malformed", "payment-processor"), "caf\u00e9");
      bury(wire, "b", given("given-up", "payment-reprocessor"), Wire.payment(1, 2));
      wire.send("", QUEUE, null, new byte[0]);

      Jar.Result text = run("list");
      Jar.Result json = run("list", "--json");

      assertThat(text.exitCode()).as("%s", text).isZero();
      assertThat(text.out()).hasSize(9).startsWith("1 malformed: because");
      assertThat(text.out().get(1))
          .contains("payment-processor", "attempts 3", "2023-11-14T22:13:20Z", "id a", "5 bytes");
      assertThat(json.out()).hasSize(3).allMatch(line -> line.matches("\\p{ASCII}*"));
      JsonNode first = JSON.readTree(json.out().get(0));
      assertThat(first.path("number").asInt()).isEqualTo(1);
      assertThat(first.path("reason").asText()).isEqualTo("malformed");
      assertThat(first.path("detail").asText()).isEqualTo("because");
      assertThat(first.path("fromQueue").asText()).isEqualTo("payment-processor");
      assertThat(first.path("attempts").asInt()).isEqualTo(3);
      assertThat(first.path("firstSeen").asText()).isEqualTo("2023-11-14T22:13:20Z");
      assertThat(first.path("messageId").asText()).isEqualTo("a");
      assertThat(first.path("bytes").asInt()).isEqualTo(5);
      assertThat(first.path("excerpt").asText()).isEqualTo("caf\u00e9");
      assertThat(run("list", "--json", "--reason", "given-up").out())
          .singleElement()
          .asString()
          .contains("\"messageId\":\"b\"");
      assertThat(run("list", "--json", "--limit", "2").out()).hasSize(2);
      await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) == 3);
    }
  }

  @Test
  void quorumQueueIsShownAndReplayedAlike() throws Exception {
    if (!setting.isRabbitMq()) {
      return; // the embedded broker has no quorum queues
    }
    try (Consumer consumer = Consumer.start(uri, "--queue-type", "quorum")) {
      assertThat(consumer.stop()).isZero();
    }
    try (Wire wire = new Wire(uri)) {
      for (int i = 1; i <= 5; i++) {
        bury(wire, "" + i, given("given-up", "payment-processor"), "x");
      }
      for (int i = 1; i <= 3; i++) {
        await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) == 5);
        assertThat(run("list", "--json").out()).hasSize(5);
      }

      Jar.Result replay = run("replay", "--limit", "3");

      assertThat(replay.out()).as("%s", replay).endsWith("replayed 3, kept 0");
      assertThat(wire.take("payment-processor").getProps().getHeaders())
          .containsKeys("x-retry", "x-delay")
          .doesNotContainKeys("reason", "detail", "from-queue", "attempts", "first-seen");
      await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) == 2);
    }
  }

  /** Any way back may count: what was shown, and what was not because the output was lost. */
  @Test
  void listingCountsAgainstNoDeliveryLimit() throws Exception {
    if (!LONG || !setting.isRabbitMq()) {
      return; // the embedded broker has no quorum queues
    }
    try (Wire wire = new Wire(uri)) {
      declareQuorum(wire);
      limitDeliveriesTo(3);
      for (int i = 1; i <= 3; i++) {
        bury(wire, "" + i, given("given-up", "payment-processor"), "x" + i);
      }
      for (int i = 1; i <= 6; i++) {
        assertThat(run("list", "--json").out()).as("list %d", i).hasSize(3);
        Jar.Result lost = toFullDevice("list");
        assertThat(lost.exitCode()).as("%s", lost).isEqualTo(1);
      }

      List<JsonNode> letters = new ArrayList<>();
      for (String line : run("list", "--json").out()) {
        letters.add(JSON.readTree(line));
      }
      assertThat(letters).extracting(each -> each.path("messageId").asText()).contains("1", "2");
      assertThat(letters).allMatch(each -> each.path("reason").asText().equals("given-up"));
      assertThat(letters).allMatch(each -> each.path("attempts").asInt() == 3);
      assertThat(wire.ready(QUEUE)).isEqualTo(3);
    }
  }

  /** What the broker put there itself says why in headers of the broker's. */
  @Test
  void whatIsWrittenAnewKeepsTheReasonOfTheBroker() throws Exception {
    if (!LONG || !setting.isRabbitMq()) {
      return; // the embedded broker has no quorum queues
    }
    try (Wire wire = new Wire(uri)) {
      declareQuorum(wire);
      limitDeliveriesTo(3);
      wire.channel()
          .queueDeclare(
              "payment-reprocessor",
              true,
              false,
              false,
              Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", QUEUE));
      wire.send("", "payment-reprocessor", Wire.messageId("a"), Wire.payment(1, 1));
      GetResponse got = wire.channel().basicGet("payment-reprocessor", false);
      wire.channel().basicReject(got.getEnvelope().getDeliveryTag(), false);
      await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) == 1);

      for (int i = 1; i <= 6; i++) {
        assertThat(run("list", "--json", "--reason", "rejected").out())
            .singleElement()
            .asString()
            .contains("\"fromQueue\":\"payment-reprocessor\"", "\"messageId\":\"a\"");
      }
      assertThat(run("list", "--json", "--reason", "expired").out()).isEmpty();
    }
  }

  private static void declareQuorum(Wire wire) throws Exception {
    wire.channel().queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
  }

  private void limitDeliveriesTo(int count) throws Exception {
    setting
        .rabbitMq()
        .shell(
            "rabbitmqctl set_policy -p %s --apply-to queues few '^dead-letters$' '{\"delivery-limit\":%d}'"
                .formatted(virtualHost(), count));
  }

  private String virtualHost() {
    return URI.create(uri).getPath().substring(1);
  }

  private Jar.Result toFullDevice(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(QUEUE));
    all.addAll(List.of(arguments));
    return Jar.CONSUMER.inShell(
        "exec \"$@\" >/dev/full", Map.of("AMQP_URI", uri), all.toArray(String[]::new));
  }

  @Test
  void listOfManyHasGivenBackAllWhenItEnds() throws Exception {
    if (!LONG) {
      return;
    }
    int count = 20_000;
    declareAll();
    try (Wire wire = new Wire(uri)) {
      buryMany(wire, count);
      Process list = Jar.CONSUMER.start(Map.of("AMQP_URI", uri), List.of(QUEUE, "list", "--json"));
      Lines out = new Lines(list.getInputStream());
      await().atMost(PATIENCE.multipliedBy(5)).until(() -> out.all().size() == count);
      final long shown = System.nanoTime();
      assertThat(list.waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(wire.ready(QUEUE)).isEqualTo(count);
      bury(wire, "late", given("malformed", "payment-processor"), "x");
      assertThat(Duration.ofNanos(System.nanoTime() - shown)).isLessThan(Duration.ofSeconds(5));
      assertThat(wire.ready(QUEUE)).isEqualTo(count + 1);
    }
  }

  @Test
  void quorumQueueHasAllBackWhenListEnds() throws Exception {
    if (!LONG || !setting.isRabbitMq()) {
      return; // the embedded broker has no quorum queues
    }
    try (Wire wire = new Wire(uri)) {
      declareQuorum(wire);
      buryMany(wire, 1_000);

      for (int i = 1; i <= 3; i++) {
        assertThat(run("list", "--json").out()).hasSize(1_000);
        assertThat(wire.ready(QUEUE)).isEqualTo(1_000);
      }
    }
  }

  private static void buryMany(Wire wire, int count) throws Exception {
    for (int i = 1; i <= count; i++) {
      BasicProperties properties = properties("" + i, given("given-up", "payment-processor"));
      wire.channel().basicPublish("", QUEUE, properties, Wire.payment(i, i).getBytes());
    }
    wire.channel().waitForConfirmsOrDie(60_000);
  }

  @Test
  void replayMovesNothingThatItCannotReport() throws Exception {
    declareAll();
    try (Wire wire = new Wire(uri)) {
      bury(wire, "a", given("given-up", "payment-processor"), Wire.payment(1, 1));
      bury(wire, "b", given("given-up", "payment-processor"), Wire.payment(2, 2));

      Jar.Result replay = toFullDevice("replay");

      assertThat(replay.exitCode()).as("%s", replay).isEqualTo(1);
      assertThat(replay.err()).hasSize(2);
      assertThat(replay.err().get(0)).isEqualTo("error: cannot write to standard output");
      assertThat(wire.ready("payment-processor")).isZero();
      assertThat(wire.ready(QUEUE)).isEqualTo(2);
    }
  }

  /** As {@code replay | head -1} does. */
  @Test
  void replayWhoseReaderIsGoneStops() throws Exception {
    int count = 2_000;
    declareAll();
    try (Wire wire = new Wire(uri)) {
      buryMany(wire, count);
      Process replay = Jar.CONSUMER.start(Map.of("AMQP_URI", uri), List.of(QUEUE, "replay"));
      assertThat(replay.getInputStream().read()).isPositive();
      replay.getInputStream().close();

      assertThat(replay.waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(replay.exitValue()).isEqualTo(1);
      assertThat(wire.ready(QUEUE)).isPositive();
      assertThat(wire.ready(QUEUE) + wire.ready("payment-processor")).isEqualTo(count);
    }
  }

  /** As a queue without a majority, or one whose node is down. */
  @Test
  void queueThatDoesNotAnswerIsNamed() throws Exception {
    if (!LONG || !setting.isRabbitMq()) {
      return; // only there a queue can be suspended
    }
    try (Wire wire = new Wire(uri)) {
      declareQuorum(wire);
      bury(wire, "a", given("given-up", "payment-processor"), "x");
      tellQueue("suspend");
    }
    try {
      Process list = Jar.CONSUMER.start(Map.of("AMQP_URI", uri), List.of(QUEUE, "list"));
      Lines err = new Lines(list.getErrorStream());

      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> err.all().stream().anyMatch(line -> line.contains("waiting for")));
      assertThat(err.all()).singleElement().asString().contains("queue dead-letters", "localhost");
      assertThat(list.waitFor(90, TimeUnit.SECONDS)).isTrue();

      assertThat(list.exitValue()).isEqualTo(1);
      assertThat(err.allToTheEnd()).noneMatch(line -> line.contains("Continuation"));
      assertThat(err.allToTheEnd().get(1))
          .startsWith("error: ")
          .contains("queue dead-letters", "did not answer", "localhost:");
      assertThat(err.allToTheEnd().get(2)).contains("rabbitmqctl cluster_status");
    } finally {
      tellQueue("resume"); // or nothing could delete it
    }
  }

  private void tellQueue(String verb) throws Exception {
    setting
        .rabbitMq()
        .shell(
            "rabbitmqctl eval '{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"%s\">>, queue, <<\"%s\">>)), {Name, _} = amqqueue:get_pid(Q), sys:%s(Name).'"
                .formatted(virtualHost(), QUEUE, verb));
  }

  @Test
  void replayedPaymentIsProcessedOnceItsClientIsRegistered() throws Exception {
    try (Consumer consumer = startImpatient();
        Wire wire = new Wire(uri)) {
      wire.sendPayment(3, 33, Wire.messageId("m"));
      consumer.await("dead-lettered", 1);
      wire.sendClient(33);
      consumer.await("registered", 1);

      Jar.Result replay = run("replay");

      assertThat(replay.exitCode()).as("%s", replay).isZero();
      assertThat(replay.out()).hasSize(2).endsWith("replayed 1, kept 0");
      JsonNode processed = consumer.await("processed", 1).get(0);
      assertThat(processed.path("paymentId").asLong()).isEqualTo(3);
      assertThat(processed.path("attempts").asInt()).isZero();
      assertThat(wire.ready(QUEUE)).isZero();
    }
  }

  @Test
  void replayMakesMessagesNewAgain() throws Exception {
    declareAll();
    try (Wire wire = new Wire(uri)) {
      Map<String, Object> headers = given("given-up", "payment-reprocessor");
      headers.putAll(Map.of("x-retry", 9, "x-delay", 5000, "x-acquired-count", 7, "mine", "kept"));
      bury(wire, "a", headers, "body");
      bury(wire, "b", died("payment-reprocessor.wait.1000ms"), "b");
      bury(wire, "c", given("malformed", "clients-processor"), Wire.client(1));

      assertThat(run("replay").out()).hasSize(4).endsWith("replayed 3, kept 0");

      GetResponse copy = wire.take("payment-processor");
      assertThat(copy.getBody()).asString().isEqualTo("body");
      assertThat(copy.getProps().getMessageId()).isEqualTo("a");
      assertThat(copy.getProps().getDeliveryMode()).isEqualTo(2);
      assertThat(copy.getProps().getHeaders())
          .containsOnlyKeys("x-retry", "x-delay", "mine", "replayed")
          .containsEntry("x-retry", 0);
      assertThat(wire.take("payment-processor").getProps().getMessageId()).isEqualTo("b");
      GetResponse client = wire.take("clients-processor");
      assertThat(client.getBody()).asString().isEqualTo(Wire.client(1));
      assertThat(wire.ready(QUEUE)).isZero();
    }
  }

  @Test
  void replayKeepsWhatNoQueueTakes() throws Exception {
    declareAll();
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueDelete("payment-processor");
      bury(wire, "a", given("given-up", "payment-processor"), Wire.payment(1, 1));
      bury(wire, "b", given("given-up", "somewhere else"), "b");
      bury(wire, "c", given("malformed", "clients-processor"), Wire.client(1));

      Jar.Result replay = run("replay");

      assertThat(replay.exitCode()).isEqualTo(1);
      assertThat(replay.out()).hasSize(4).endsWith("replayed 1, kept 2");
      assertThat(replay.err()).hasSize(2).first().asString().startsWith("error: 2 dead letters");
      await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) == 2);
      assertThat(idsIn(wire, QUEUE)).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void replayKeepsWhatHasNoExchangeAndGoesOn() throws Exception {
    declareAll();
    try (Wire wire = new Wire(uri)) {
      wire.channel().exchangeDelete("payments");
      bury(wire, "a", given("given-up", "payment-processor"), Wire.payment(1, 1));
      bury(wire, "b", given("malformed", "clients-processor"), Wire.client(1));

      Jar.Result replay = run("replay");

      assertThat(replay.exitCode()).as("%s", replay).isEqualTo(1);
      assertThat(replay.out()).endsWith("replayed 1, kept 1");
      await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) == 1);
      assertThat(idsIn(wire, QUEUE)).containsExactly("a");
    }
  }

  @Test
  void replayOfSomeLeavesTheOthers() throws Exception {
    declareAll();
    try (Wire wire = new Wire(uri)) {
      for (int i = 1; i <= 6; i++) {
        String reason = i % 2 == 0 ? "given-up" : "malformed";
        bury(wire, "" + i, given(reason, "payment-processor"), "x");
      }

      Jar.Result replay = run("replay", "--reason", "given-up", "--limit", "2");

      assertThat(replay.out()).hasSize(3).endsWith("replayed 2, kept 0");
      assertThat(idsIn(wire, "payment-processor")).containsExactly("2", "4");
      await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) == 4);
      assertThat(idsIn(wire, QUEUE)).containsExactlyInAnyOrder("1", "3", "5", "6");
    }
  }

  @Test
  void replayMeetsNoneTwiceThatComesBack() throws Exception {
    try (Consumer consumer = startImpatient();
        Wire wire = new Wire(uri)) {
      for (int i = 1; i <= 50; i++) {
        bury(wire, "" + i, given("malformed", "payment-processor"), "still no JSON");
      }

      Jar.Result replay = run("replay");

      assertThat(replay.out()).hasSize(51).endsWith("replayed 50, kept 0");
      consumer.await("dead-lettered", 50);
      await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) == 50);
      assertThat(consumer.events("dead-lettered")).hasSize(50);
    }
  }

  @Test
  void replayKilledInTheMiddleLosesNothing() throws Exception {
    int count = 2_000;
    declareAll();
    try (Wire wire = new Wire(uri)) {
      buryMany(wire, count);
      Process replay = Jar.CONSUMER.start(Map.of("AMQP_URI", uri), List.of(QUEUE, "replay"));
      Lines out = new Lines(replay.getInputStream());
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> out.all().size() >= 100);
      replay.toHandle().destroyForcibly();
      replay.waitFor();

      assertThat(out.allToTheEnd()).hasSizeLessThan(count);
      await()
          .atMost(PATIENCE)
          .until(() -> wire.ready(QUEUE) + wire.ready("payment-processor") >= count);
      Set<String> ids = new HashSet<>(idsIn(wire, QUEUE));
      assertThat(ids).hasSizeLessThan(count);
      ids.addAll(idsIn(wire, "payment-processor"));
      assertThat(ids).containsAll(IntStream.rangeClosed(1, count).mapToObj(i -> "" + i).toList());
    }
  }

  @Test
  void dropDeletesOnlyWhatItIsToldTo() throws Exception {
    declareAll();
    try (Wire wire = new Wire(uri)) {
      bury(wire, "a", given("malformed", "payment-processor"), "a");
      bury(wire, "b", given("given-up", "payment-processor"), "b");
      bury(wire, "c", given("malformed", "clients-processor"), "c");

      Jar.Result drop = run("drop", "--reason", "malformed");

      assertThat(drop.exitCode()).as("%s", drop).isZero();
      assertThat(drop.out()).hasSize(3).endsWith("dropped 2");
      await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) == 1);
      assertThat(run("list", "--json").out()).singleElement().asString().contains("given-up");
      assertThat(run("drop", "--all").out()).endsWith("dropped 1");
      assertThat(wire.ready(QUEUE)).isZero();
    }
  }

  @Test
  void wrongUsageTouchesNothing() throws Exception {
    declareAll();
    try (Wire wire = new Wire(uri)) {
      bury(wire, "a", given("malformed", "payment-processor"), "a");

      assertThat(run().exitCode()).isEqualTo(2);
      assertThat(run("drop").exitCode()).isEqualTo(2);
      assertThat(run("drop", "--all", "--reason", "malformed").exitCode()).isEqualTo(2);
      assertThat(run("drop", "--all", "--limit", "0").exitCode()).isEqualTo(2);
      assertThat(run("--limit", "1").exitCode()).isEqualTo(2);
      assertThat(run("list", "--uri", "http://rabbit").exitCode()).isEqualTo(2);
      Jar.Result misplaced =
          Jar.CONSUMER.run(Map.of(), "--uri", uri, "dead-letters", "drop", "--all");
      assertThat(misplaced.exitCode()).as("%s", misplaced).isEqualTo(2);
      assertThat(wire.ready(QUEUE)).isEqualTo(1);
    }
    assertThat(run("replay", "--help").out()).first().asString().contains("dead-letters replay");
    assertThat(run("replay", "--version").exitCode()).isZero();
  }

  @Test
  void missingQueueIsToldWithTheCure() throws Exception {
    for (String command : List.of("list", "replay", "drop --all")) {
      Jar.Result result = run(command.split(" "));

      assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
      assertThat(result.err()).hasSize(2);
      assertThat(result.err().get(0)).startsWith("error: ").contains("no queue dead-letters");
      assertThat(result.err().get(1)).isEqualTo("  start the consumer once: it declares the queue");
    }
    declareAll();
    assertThat(run("list").exitCode()).isZero();
  }

  @Test
  void messageCannotForgeLineOfOutput() throws Exception {
    declareAll();
    String evil = "x\r\n7 given-up: forged\u2028\u001b[2J\u202e";
    try (Wire wire = new Wire(uri)) {
      Map<String, Object> headers = given(evil, evil);
      headers.put("detail", evil);
      bury(wire, evil, headers, evil);
      bury(wire, evil, given(evil, "payment-processor"), evil);
      wire.channel().queueDelete("payment-processor");

      assertHarmless(run("list").out(), 6);
      assertHarmless(run("list", "--json").out(), 2);
      assertHarmless(run("replay").out(), 3);
      assertHarmless(run("drop", "--all").out(), 3);
    }
  }

  private static void assertHarmless(List<String> lines, int count) {
    assertThat(lines).hasSize(count);
    assertThat(lines).noneMatch(line -> line.startsWith("7 given-up"));
    assertThat(lines)
        .allMatch(line -> Arrays.stream(unseen()).noneMatch(line::contains), "nothing unseen");
  }

  private static String[] unseen() {
    return new String[] {"\r", "\n", "\u2028", "\u001b", "\u202e"};
  }

  private static List<String> idsIn(Wire wire, String queue) throws Exception {
    List<String> ids = new ArrayList<>();
    for (GetResponse got = wire.take(queue); got != null; got = wire.take(queue)) {
      ids.add(got.getProps().getMessageId());
    }
    return ids;
  }
}
