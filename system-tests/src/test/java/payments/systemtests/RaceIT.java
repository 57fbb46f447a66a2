package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The race and its guarantees, in every delay mode that each broker can do. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#settings")
class RaceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameter Brokers.Setting setting;

  private String uri;
  private Consumer consumer;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
  }

  @AfterEach
  void endConsumer() throws Exception {
    if (consumer != null) {
      consumer.close();
    }
  }

  private Consumer start(String... options) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of("--delay", setting.mode()));
    all.addAll(List.of(options));
    consumer = Consumer.start(uri, all.toArray(String[]::new));
    return consumer;
  }

  private Consumer startFast(String... options) throws Exception {
    List<String> all =
        new java.util.ArrayList<>(List.of("--delay-step", "200ms", "--max-delay", "1s"));
    all.addAll(List.of(options));
    return start(all.toArray(String[]::new));
  }

  private void produce(String... arguments) throws Exception {
    Jar.Result result = Jar.PRODUCER.run(Map.of("AMQP_URI", uri), arguments);
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).singleElement().asString().startsWith("sent ");
  }

  @Test
  void paymentWaitsOneSecondMoreEachTimeUntilItsClientIsRegistered() throws Exception {
    start();
    produce("payment", "1");
    List<JsonNode> postponed = consumer.await("postponed", 3);
    assertThat(consumer.events("processed")).isEmpty();
    produce("client", "1");

    JsonNode processed = consumer.await("processed", 1).get(0);

    assertThat(postponed).extracting(e -> e.path("attempt").asInt()).startsWith(1, 2, 3);
    assertThat(postponed)
        .extracting(e -> e.path("delayMillis").asInt())
        .startsWith(1000, 2000, 3000);
    assertThat(processed.path("attempts").asInt())
        .isEqualTo(consumer.events("postponed").size())
        .isGreaterThanOrEqualTo(3);
    assertDelaysWereKept();
    assertNothingIsLeft();
  }

  /**
   * Each look comes when its delay is over, not before, and not much later; but once the client is
   * registered, nothing is waited for.
   */
  private void assertDelaysWereKept() {
    List<JsonNode> looks = consumer.events("postponed");
    for (int i = 1; i < looks.size(); i++) {
      Duration waited = Duration.between(time(looks.get(i - 1)), time(looks.get(i)));
      long delay = looks.get(i - 1).path("delayMillis").asLong();
      assertThat(waited.toMillis()).isBetween(delay, delay + 1000);
    }
    JsonNode processed = consumer.events("processed").get(0);
    Duration late = Duration.between(time(consumer.events("registered").get(0)), time(processed));
    assertThat(processed.path("cause").asText()).isEqualTo("registration");
    assertThat(late.toMillis()).isLessThan(500);
  }

  private static Instant time(JsonNode event) {
    return Instant.parse(event.path("time").asText());
  }

  @Test
  void paymentOfAnyClientWithoutHeadersTakesTheSameWay() throws Exception {
    startFast();
    try (Wire wire = new Wire(uri)) {
      wire.sendPayment(42, 7);
      consumer.await("postponed", 2);
      wire.sendClient(7);
    }

    JsonNode processed = consumer.await("processed", 1).get(0);

    assertThat(processed.path("paymentId").asLong()).isEqualTo(42);
    assertThat(processed.path("clientId").asLong()).isEqualTo(7);
    assertThat(processed.path("waitedMillis").asLong()).isGreaterThanOrEqualTo(200);
    assertNothingIsLeft();
  }

  @Test
  void paymentOfRegisteredClientIsProcessedAtOnce() throws Exception {
    start();
    produce("client", "5");
    consumer.await("registered", 1);
    produce("payment", "5");

    JsonNode processed = consumer.await("processed", 1).get(0);

    assertThat(processed.path("attempts").asInt()).isZero();
    assertThat(consumer.events("postponed")).isEmpty();
  }

  @Test
  void killedConsumerLosesNothing() throws Exception {
    startFast();
    produce("payment", "1..300");
    consumer.await("postponed", 100);
    consumer.kill();
    startFast();
    produce("client", "1..300");

    consumer.await("processed", 300);

    assertThat(consumer.events("processed"))
        .extracting(e -> e.path("clientId").asInt())
        .containsAll(IntStream.rangeClosed(1, 300).boxed().toList());
    await().atMost(PATIENCE).until(this::isSettled);
    assertNothingIsLeft();
  }

  /** So many that some are always on their way to the consumer when it is stopped. */
  @Test
  void stopGivesBackWithoutCountingAnAttempt() throws Exception {
    startFast();
    produce("payment", "1..3000");
    consumer.await("postponed", 3000);
    assertThat(consumer.stop()).isZero();
    Map<Long, Integer> expected = new HashMap<>();
    consumer
        .events("postponed")
        .forEach(e -> expected.merge(payment(e), e.path("attempt").asInt() + 1, Math::max));
    startFast();

    await().atMost(PATIENCE).until(() -> firstAttempts().keySet().containsAll(expected.keySet()));

    assertThat(firstAttempts()).containsAllEntriesOf(expected);
  }

  private Map<Long, Integer> firstAttempts() {
    Map<Long, Integer> attempts = new HashMap<>();
    consumer
        .events("postponed")
        .forEach(e -> attempts.putIfAbsent(payment(e), e.path("attempt").asInt()));
    return attempts;
  }

  private static long payment(JsonNode event) {
    return event.path("paymentId").asLong();
  }

  @Test
  void stopsCleanlyWithSummary() throws Exception {
    startFast();
    produce("client", "1");
    produce("payment", "1", "2");
    consumer.await("processed", 1);
    consumer.await("postponed", 1);

    assertThat(consumer.stop()).isZero();

    List<JsonNode> events = consumer.events();
    JsonNode stopped = events.get(events.size() - 1);
    assertThat(stopped.path("event").asText()).isEqualTo("stopped");
    assertThat(stopped.path("registered").asInt()).isEqualTo(1);
    assertThat(stopped.path("processed").asInt()).isEqualTo(1);
    assertThat(stopped.path("postponed").asInt()).isEqualTo(consumer.events("postponed").size());
  }

  @Test
  void repeatedPaymentIsRecognisedByItsMessageId() throws Exception {
    startFast();
    try (Wire wire = new Wire(uri)) {
      wire.sendClient(1);
      consumer.await("registered", 1);
      wire.sendPayment(10, 1, Wire.messageId("a"));
      wire.sendPayment(10, 1, Wire.messageId("a"));
      wire.sendPayment(11, 1, Wire.messageId("a"));
      wire.sendPayment(12, 1, Wire.messageId("b"));
      consumer.await("processed", 3);
    }
    assertThat(consumer.events("processed"))
        .extracting(e -> e.path("paymentId").asInt())
        .containsExactly(10, 11, 12);
    assertThat(consumer.events("duplicate"))
        .singleElement()
        .extracting(e -> e.path("paymentId").asInt())
        .isEqualTo(10);
  }

  @Test
  void malformedMessagesBecomeDeadLettersAndStopNothing() throws Exception {
    startFast();
    byte[] large = new byte[10 * 1024 * 1024];
    List<byte[]> bodies =
        List.of(
            new byte[0],
            "hello".getBytes(),
            "[]".getBytes(),
            "{\"id\":1}".getBytes(),
            "{\"id\":\"1\",\"clientId\":1,\"value\":1}".getBytes(),
            (Wire.payment(1, 1) + "{}").getBytes(),
            "[".repeat(100_000).getBytes(),
            large);
    try (Wire wire = new Wire(uri)) {
      for (byte[] body : bodies) {
        wire.send("payments", "process.payment", null, body);
      }
      wire.send("clients", "", null, "{\"id\":-1}");
      wire.sendClient(1);
      wire.sendPayment(1, 1);
      consumer.await("processed", 1);
      consumer.await("dead-lettered", bodies.size() + 1);

      for (byte[] body : bodies) {
        GetResponse letter = takeFrom(wire, "payment-processor");
        assertThat(letter.getBody()).isEqualTo(body);
        assertThat(header(letter, "reason")).isEqualTo("malformed");
        assertThat(header(letter, "detail")).isNotEmpty();
        assertThat(header(letter, "attempts")).isEqualTo("0");
      }
    }
  }

  private static GetResponse takeFrom(Wire wire, String queue) throws Exception {
    while (true) {
      GetResponse letter = wire.take("dead-letters");
      assertThat(letter).isNotNull();
      if (header(letter, "from-queue").equals(queue)) {
        return letter;
      }
    }
  }

  private static String header(GetResponse message, String name) {
    return String.valueOf(message.getProps().getHeaders().get(name));
  }

  @Test
  void paymentWhoseCopyIsRefusedComesAgain() throws Exception {
    if (!setting.mode().equals("ladder")) {
      return; // the others have no queue for a copy of each attempt
    }
    setting.rabbitMq().allowOneMessage(uri, "^payment-reprocessor[.]wait[.]");
    startFast();
    produce("payment", "1..300");
    awaitRefusals();

    setting.rabbitMq().allowAllMessages(uri);

    produce("client", "1..300");
    consumer.await("processed", 300);
    assertThat(consumer.events("ready")).hasSize(1);
    assertThat(consumer.events("processed"))
        .extracting(e -> e.path("clientId").asInt())
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 300).boxed().toList());
    assertNothingIsLeft();
  }

  @Test
  void messageThatDeadLettersRefuseComesAgain() throws Exception {
    if (!setting.isRabbitMq()) {
      return; // the embedded broker has no policies
    }
    setting.rabbitMq().allowOneMessage(uri, "^dead-letters$");
    startFast();
    try (Wire wire = new Wire(uri)) {
      for (int i = 0; i < 50; i++) {
        wire.send("payments", "process.payment", null, "junk " + i);
      }
      awaitRefusals();
      assertThat(wire.ready("dead-letters")).isEqualTo(1);

      setting.rabbitMq().allowAllMessages(uri);

      consumer.await("dead-lettered", 50);
      assertThat(consumer.events("ready")).hasSize(1);
      assertThat(IntStream.range(0, 50).mapToObj(i -> bodyFrom("dead-letters", wire)))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 50).mapToObj(i -> "junk " + i).toList());
    }
    assertNothingIsLeft();
  }

  private void awaitRefusals() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                consumer.log().stream()
                    .anyMatch(line -> line.contains("takes no messages: refused")));
  }

  private static String bodyFrom(String queue, Wire wire) {
    try {
      return new String(wire.take(queue).getBody());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void paymentThatIsTooOldBecomesDeadLetter() throws Exception {
    startFast("--give-up-after", "1s");
    try (Wire wire = new Wire(uri)) {
      wire.sendPayment(3, 33);
      consumer.await("dead-lettered", 1);

      GetResponse letter = wire.take("dead-letters");

      assertThat(header(letter, "reason")).isEqualTo("given-up");
      assertThat(new String(letter.getBody())).isEqualTo(Wire.payment(3, 33));
      assertThat(Integer.parseInt(header(letter, "attempts"))).isGreaterThanOrEqualTo(2);
    }
    assertThat(consumer.events("processed")).isEmpty();
  }

  @Test
  void copyLeavesBehindWhatWouldLoseOrDivertIt() throws Exception {
    startFast();
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueDeclare("elsewhere", true, false, false, null);
      BasicProperties properties =
          new BasicProperties.Builder()
              .messageId("m")
              .userId(setting.isRabbitMq() ? "guest" : null)
              .expiration(setting.isRabbitMq() ? "1500" : null)
              .headers(Map.of("CC", List.of("elsewhere"), "mine", "kept"))
              .build();
      wire.sendPayment(4, 44, properties);
      consumer.await("postponed", 4);
      assertThat(wire.ready("elsewhere")).isZero();
      wire.sendClient(44);
      consumer.await("processed", 1);
    }
  }

  @Test
  void restartForgetsNoClient() throws Exception {
    startFast();
    produce("client", "1..100");
    consumer.await("registered", 100);
    assertThat(consumer.stop()).isZero();
    startFast();
    produce("payment", "1..100");

    if (setting.broker().hasStreams()) {
      consumer.await("processed", 100);
      assertThat(consumer.events("postponed")).isEmpty();
    } else {
      consumer.await("postponed", 100);
      assertThat(consumer.log()).filteredOn(line -> line.contains("has no streams")).hasSize(1);
    }
  }

  @Test
  void paymentsAreTakenWhenAllOfTheLogIsRead() throws Exception {
    if (!setting.broker().hasStreams()) {
      return; // no log
    }
    int clients = 50_000;
    assertThat(startFast().stop()).isZero();
    try (Wire wire = new Wire(uri)) {
      for (int client = 1; client <= clients; client++) {
        wire.channel().basicPublish("", "clients-log", null, Wire.client(client).getBytes());
      }
      wire.channel().waitForConfirmsOrDie(60_000);
      for (int payment = 1; payment <= 20; payment++) {
        wire.sendPayment(payment, clients);
      }
    }
    startFast();

    consumer.await("processed", 20);

    assertThat(consumer.events("postponed")).isEmpty();
  }

  @Test
  void queueDeletedUnderTheConsumerComesBack() throws Exception {
    startFast();
    produce("client", "1");
    consumer.await("registered", 1);
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueDelete("payment-processor");
      wire.channel().queueDelete("dead-letters");
      consumer.await("ready", setting.isRabbitMq() ? 2 : 1);
      if (setting.isRabbitMq()) {
        wire.sendPayment(1, 1);
        wire.send("payments", "process.payment", null, "junk");
        consumer.await("processed", 1);
        consumer.await("dead-lettered", 1);
      }
    }
  }

  /** No consumer of that queue tells that it is gone: only the returned copy does. */
  @Test
  void copyThatNoQueueTakesLosesNothing() throws Exception {
    if (!setting.isRabbitMq()) {
      return; // the embedded broker refuses such a copy, besides returning it
    }
    startFast();
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueDelete("dead-letters");
      wire.send("payments", "process.payment", null, "junk");

      consumer.await("dead-lettered", 1);

      assertThat(consumer.events("ready")).hasSize(2);
      assertThat(bodyFrom("dead-letters", wire)).isEqualTo("junk");
    }
    assertNothingIsLeft();
  }

  private boolean isSettled() {
    return consumer.events("processed").size() >= 300;
  }

  /**
   * Waits for the copies of what was processed at once, then stops the consumer: the counts exclude
   * what it has not acknowledged.
   */
  private void assertNothingIsLeft() throws Exception {
    Instant due =
        consumer.events("postponed").stream()
            .map(e -> time(e).plusMillis(e.path("delayMillis").asLong()))
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    await().atMost(PATIENCE).until(() -> Instant.now().isAfter(due.plusSeconds(1)));
    assertThat(consumer.stop()).isZero();
    try (Wire wire = new Wire(uri)) {
      assertThat(wire.ready("payment-processor")).isZero();
      assertThat(wire.ready("payment-reprocessor")).isZero();
      assertThat(wire.ready("clients-processor")).isZero();
      assertThat(wire.ready("dead-letters")).isZero();
    }
  }
}
