package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import payments.common.amqp.Broker;
import payments.prove.trial.ProcessedLog;

/**
 * A payment is processed once, whoever dies, and at once when its client registers. What counts are
 * the records in {@code payments-log}.
 */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#rabbitMq")
class OnceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int COPIED = 500;

  @Parameter Brokers.Setting setting;
  private String uri;
  private Fleet fleet;
  private Wire wire;

  @BeforeEach
  void start() throws Exception {
    uri = setting.uri();
    wire = new Wire(uri);
    fleet = fleet();
  }

  private Fleet fleet(String... more) throws IOException {
    String[] options = {"--delay", setting.mode(), "--delay-step", "2s", "--max-delay", "2s"};
    String[] all = java.util.Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return new Fleet(uri, all);
  }

  @AfterEach
  void end() {
    if (fleet != null) {
      fleet.close();
    }
    if (wire != null) {
      wire.close();
    }
  }

  private Fleet.Member ready() throws Exception {
    Fleet.Member consumer = fleet.launch();
    consumer.awaitReady();
    return consumer;
  }

  private void sendPayments(int first, int last, long client) throws Exception {
    for (int id = first; id <= last; id++) {
      wire.channel()
          .basicPublish(
              "payments",
              "process.payment",
              Wire.messageId(UUID.randomUUID().toString()),
              Wire.payment(id, client).getBytes());
    }
    wire.channel().waitForConfirmsOrDie(30_000);
  }

  /** Until the copies of what was processed at once have come back and were recognised. */
  private void awaitCopies() {
    setting.rabbitMq().awaitEmpty(uri);
  }

  private Map<Long, Integer> log() throws Exception {
    return ProcessedLog.read(new Broker(uri, null)).counts();
  }

  @Test
  void paymentGoesThroughTheMomentItsClientRegistersAndOnce() throws Exception {
    Fleet.Member consumer = ready();
    sendPayments(1, 100, 7);
    consumer.await("postponed", 100);

    long start = System.nanoTime();
    wire.sendClient(7);
    consumer.await("processed", 100);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_500));
    awaitCopies();
    assertThat(consumer.stop()).isZero();
    assertThat(consumer.count("processed")).isEqualTo(100);
    assertThat(consumer.count("duplicate")).isZero();
    ProcessedLog log = ProcessedLog.read(new Broker(uri, null));
    assertThat(log.counts()).hasSize(100).allSatisfy((id, count) -> assertThat(count).isOne());
    assertThat(log.records())
        .allSatisfy(
            record -> {
              assertThat(ProcessedLog.header(record, "cause")).isEqualTo("registration");
              assertThat(ProcessedLog.header(record, "attempts")).isEqualTo("1");
              assertThat(record.getProps().getHeaders()).containsKeys("copy-due", "processed-at");
            });
  }

  @Test
  void registrationThroughAnotherConsumerCountsAsWell() throws Exception {
    Fleet.Member one = ready();
    sendPayments(1, 50, 7);
    one.await("postponed", 50);
    Fleet.Member other = ready();
    for (int i = 0; i < 10; i++) { // one of them takes the first, the other the next
      wire.sendClient(7);
    }

    await().atMost(Duration.ofSeconds(5)).until(() -> fleet.count("processed") == 50);

    awaitCopies();
    assertThat(other.count("registered") + one.count("registered")).isEqualTo(10);
    assertThat(log()).hasSize(50).allSatisfy((id, count) -> assertThat(count).isOne());
  }

  @Test
  void stopInTheMiddleOfMatchingWritesWhatIsProcessed() throws Exception {
    fleet.close();
    fleet = new Fleet(uri, "--delay", setting.mode(), "--delay-step", "60s", "--max-delay", "60s");
    Fleet.Member consumer = ready();
    sendPayments(1, 5_000, 7);
    consumer.await("postponed", 5_000);
    wire.sendClient(7);
    consumer.await("processed", 1);

    assertThat(consumer.stop()).isZero();

    assertThat(log()).hasSize(consumer.count("processed"));
  }

  /** A new consumer reads the last 250,000 records, and more if there are more of late. */
  @Test
  void copyIsRecognisedAfterManyOthersByANewConsumerAsWell() throws Exception {
    if (!setting.mode().equals("native")) {
      return; // it takes more than a minute: one broker will do
    }
    fleet.close();
    fleet = new Fleet(uri, "--delay", setting.mode(), "--delay-step", "60s", "--max-delay", "60s");
    Fleet.Member one = ready();
    sendPayments(1, 1, 7);
    one.await("postponed", 1);
    long due = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    wire.sendClient(7);
    one.await("processed", 1);
    one.kill();
    for (int id = 2; id <= 255_001; id++) {
      BasicProperties record =
          new BasicProperties.Builder().deliveryMode(2).messageId("record " + id).build();
      wire.channel().basicPublish("", "payments-log", record, Wire.payment(id, 7).getBytes());
    }
    wire.channel().waitForConfirmsOrDie(60_000);

    Fleet.Member other = ready();

    assertThat(System.nanoTime() - due).as("the copy is still out").isNegative();
    awaitCopies();
    assertThat(other.stop()).isZero();
    assertThat(log().get(1L)).isOne();
  }

  @Test
  void copyOfAPaymentWhoseConsumerIsKilledIsRecognisedByAnother() throws Exception {
    Fleet.Member one = ready();
    sendPayments(1, 200, 7);
    one.await("postponed", 200);
    wire.sendClient(7);
    one.await("processed", 200);
    one.kill();

    Fleet.Member other = ready();
    awaitCopies();

    assertThat(other.stop()).isZero();
    assertThat(other.count("processed")).isZero();
    assertThat(other.count("duplicate")).isZero();
    assertThat(log()).hasSize(200).allSatisfy((id, count) -> assertThat(count).isOne());
  }

  @Test
  void twoConsumersProcessManyPaymentsOfOneClientOnce() throws Exception {
    ready();
    ready();
    sendPayments(1, 2_000, 7);
    await().atMost(PATIENCE).until(() -> fleet.count("postponed") >= 2_000);
    wire.sendClient(7);

    await().atMost(PATIENCE).until(() -> log().size() == 2_000);
    awaitCopies();

    assertThat(fleet.processedTwice()).isEmpty();
  }

  /** As a broker that is killed makes them: of each payment, each consumer gets a copy at once. */
  @Test
  void copiesInTwoHandsAtTheSameMomentAreProcessedOnce() throws Exception {
    ready();
    ready();
    wire.sendClient(7);
    await().atMost(PATIENCE).until(() -> fleet.count("registered") == 1);

    sendTwoCopiesOfEach();

    assertEachOfThemIsProcessedOnce();
  }

  @Test
  void copiesThatTwoConsumersRememberAreProcessedOnce() throws Exception {
    ready();
    ready();
    sendTwoCopiesOfEach();
    await().atMost(PATIENCE).until(() -> fleet.count("postponed") >= 2 * COPIED);

    wire.sendClient(7);

    assertEachOfThemIsProcessedOnce();
  }

  private void sendTwoCopiesOfEach() throws Exception {
    for (int id = 1; id <= COPIED; id++) {
      BasicProperties properties =
          Wire.messageId("copy " + id)
              .builder()
              .headers(Map.of("x-retry", 1, "first-seen", System.currentTimeMillis()))
              .build();
      for (int copy = 0; copy < 2; copy++) {
        wire.channel()
            .basicPublish("", "payment-reprocessor", properties, Wire.payment(id, 7).getBytes());
      }
      if (id % 10 == 0) {
        wire.channel().waitForConfirmsOrDie(30_000);
      }
    }
  }

  private void assertEachOfThemIsProcessedOnce() throws Exception {
    await().atMost(PATIENCE).until(() -> log().size() >= COPIED);
    awaitCopies();
    ProcessedLog log = ProcessedLog.read(new Broker(uri, null));
    System.out.printf("%s: %d void records%n", setting, log.voidRecords());
    assertThat(fleet.processedTwice()).isEmpty();
    assertThat(fleet.count("processed")).isEqualTo(COPIED);
    assertThat(log.counts()).hasSize(COPIED);
  }

  @Test
  void paymentSentTwiceIsADuplicateHereAndAfterARestartAndElsewhere() throws Exception {
    Fleet.Member one = ready();
    wire.sendClient(7);
    one.await("registered", 1);
    wire.sendPayment(1, 7, Wire.messageId("twice"));
    wire.sendPayment(2, 7); // without any property
    one.await("processed", 2);
    wire.sendPayment(1, 7, Wire.messageId("twice"));
    wire.sendPayment(2, 7);
    one.await("duplicate", 2);
    assertThat(one.stop()).isZero();

    Fleet.Member other = ready();
    wire.sendPayment(1, 7, Wire.messageId("twice"));
    wire.sendPayment(2, 7);
    other.await("duplicate", 2);

    assertThat(other.count("processed")).isZero();
    assertThat(log()).containsOnly(Map.entry(1L, 1), Map.entry(2L, 1));
  }

  @Test
  void recordCarriesWhatAStreamTakesAndNoMore() throws Exception {
    Fleet.Member one = ready();
    wire.sendClient(7);
    one.await("registered", 1);
    Map<String, Object> headers = new HashMap<>();
    headers.put("text", "a");
    headers.put("flag", true);
    headers.put("number", 5L);
    headers.put("decimal", new BigDecimal("1.5"));
    headers.put("list", List.of(1, 2));
    headers.put("mark", "not one");
    headers.put("x-retry", 0);
    headers.put("copy-due", 1L);
    wire.sendPayment(
        1,
        7,
        new BasicProperties.Builder()
            .messageId("m")
            .correlationId("c")
            .contentType("application/json")
            .type("mark")
            .headers(headers)
            .build());
    one.await("processed", 1);

    GetResponse record = ProcessedLog.read(new Broker(uri, null)).records().get(0);

    assertThat(new String(record.getBody())).isEqualTo(Wire.payment(1, 7));
    assertThat(record.getProps().getMessageId()).isEqualTo("m");
    assertThat(record.getProps().getCorrelationId()).isEqualTo("c");
    assertThat(record.getProps().getHeaders())
        .containsOnlyKeys(
            "text",
            "flag",
            "number",
            "attempts",
            "waited",
            "processed-at",
            "cause",
            "writer",
            "x-stream-offset");
    assertThat(ProcessedLog.header(record, "cause")).isEqualTo("payment");
    assertThat(one.count("ready")).isEqualTo(1);
  }

  @Test
  void everyBoundQueueGetsProcessedPaymentsAlsoWhenItRefusedThem() throws Exception {
    fleet = fleet("--publish-processed");
    Fleet.Member one = ready();
    wire.channel()
        .queueDeclare(
            "next-service",
            true,
            false,
            false,
            Map.of("x-max-length", 10, "x-overflow", "reject-publish"));
    wire.channel().queueBind("next-service", "processed-payments", "");
    wire.sendClient(7);
    one.await("registered", 1);
    sendPayments(1, 100, 7);
    await()
        .atMost(PATIENCE)
        .until(() -> one.log().stream().anyMatch(line -> line.contains("takes no messages")));
    one.await("processed", 100); // which its queues need not have yet
    one.kill();
    Fleet.Member other = ready();

    Map<Long, Integer> taken = new HashMap<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              GetResponse next = wire.take("next-service");
              while (next != null) {
                taken.merge(Wire.paymentId(next.getBody()), 1, Integer::sum);
                next = wire.take("next-service");
              }
              return taken.size() == 100 && log().size() == 100;
            });

    assertThat(fleet.processedTwice()).isEmpty();
    assertThat(other.log().stream().filter(line -> line.contains("processed-payments takes no")))
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void withoutTheLogNothingIsPublishedAndNothingIsMatchedAtOnce() throws Exception {
    try (Consumer consumer = Consumer.start(uri, "--no-payments-log", "--delay-step", "2s")) {
      assertThat(consumer.await("ready", 1).get(0).path("log").asText()).isEqualTo("none");
      sendPayments(1, 1, 7);
      consumer.await("postponed", 1);
      wire.sendClient(7);

      JsonNode processed = consumer.await("processed", 1).get(0);

      assertThat(processed.path("cause").asText()).isEqualTo("retry");
      assertThat(setting.rabbitMq().queues(uri)).doesNotContainKey("payments-log");
    }
  }

  @Test
  void logMadeAnewUnderTheConsumerIsFollowed() throws Exception {
    Fleet.Member one = ready();
    wire.sendClient(7);
    one.await("registered", 1);
    sendPayments(1, 10, 7);
    one.await("processed", 10);
    wire.channel().queueDelete("payments-log");
    wire.channel().queueDelete("clients-log");
    one.await("ready", 2);

    sendPayments(11, 20, 7);
    one.await("processed", 20);
    assertThat(one.stop()).isZero();
    Fleet.Member other = ready(); // the client was written back
    sendPayments(21, 30, 7);
    other.await("processed", 10);

    assertThat(other.count("postponed")).isZero();
    assertThat(log()).hasSize(20);
  }
}
