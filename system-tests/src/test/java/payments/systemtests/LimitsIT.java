package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import payments.prove.trial.Lines;

/** What limits, policies and defaults of a broker do to the consumer: nothing is lost by them. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class LimitsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameter Brokers.Setting setting;
  private String uri;
  private String host;
  private Fleet fleet;

  @BeforeEach
  void start() throws Exception {
    uri = setting.uri();
    host = URI.create(uri).getPath().substring(1);
    fleet = new Fleet(uri, "--delay", "ladder", "--delay-step", "200ms", "--max-delay", "1s");
  }

  @AfterEach
  void end() {
    if (fleet != null) {
      fleet.close();
    }
  }

  private void defaultQueueTypeIsQuorum() throws Exception {
    setting
        .rabbitMq()
        .shell("rabbitmqctl update_vhost_metadata %s --default-queue-type quorum".formatted(host));
  }

  private boolean hasDefaultQueueTypes() {
    return !setting.rabbitMq().version().startsWith("3.");
  }

  private void publish(Wire wire, String exchange, String key, String body) throws Exception {
    Channel channel = wire.channel();
    channel.basicPublish(
        exchange, key, Wire.messageId(UUID.randomUUID().toString()), body.getBytes());
  }

  /** Each time a payment is given back counts against a delivery limit, so none is. */
  @Test
  void refusedCopiesCountAgainstNoDeliveryLimit() throws Exception {
    if (hasDefaultQueueTypes()) {
      defaultQueueTypeIsQuorum();
    }
    setting
        .rabbitMq()
        .shell(
            "rabbitmqctl set_policy -p %s --apply-to queues --priority 1 few '^[^.]*$' '{\"delivery-limit\":3}'"
                .formatted(host));
    setting.rabbitMq().allowOneMessage(uri, "^payment-reprocessor[.]wait[.]");
    Fleet.Member consumer = fleet.launch();
    consumer.awaitReady();
    try (Wire wire = new Wire(uri)) {
      for (int i = 1; i <= 300; i++) {
        publish(wire, "payments", "process.payment", Wire.payment(i, i));
      }
      wire.channel().waitForConfirmsOrDie(30_000);
      await()
          .pollDelay(Duration.ofSeconds(15))
          .atMost(PATIENCE)
          .until(
              () -> consumer.log().stream().anyMatch(line -> line.contains("takes no messages")));
      setting.rabbitMq().allowAllMessages(uri);
      for (int i = 1; i <= 300; i++) {
        publish(wire, "clients", "", Wire.client(i));
      }
      wire.channel().waitForConfirmsOrDie(30_000);

      await().atMost(PATIENCE).until(() -> fleet.processed().size() == 300);

      assertThat(wire.ready("dead-letters")).isZero();
      assertThat(consumer.count("ready")).isEqualTo(1);
    }
  }

  @Test
  void startsAfterTheDefaultQueueTypeHasChanged() throws Exception {
    if (!hasDefaultQueueTypes()) {
      return; // 3.10 has none
    }
    Fleet.Member before = fleet.launch();
    before.awaitReady();
    assertThat(before.stop()).isZero();

    defaultQueueTypeIsQuorum();

    Fleet.Member after = fleet.launch();
    after.awaitReady();
    assertThat(after.stop()).isZero();
  }

  @Test
  void queueTypeOfAnEarlierStartIsNamedAsTheCure() throws Exception {
    Fleet quorum = new Fleet(uri, "--delay", "ladder", "--queue-type", "quorum");
    Fleet.Member before = quorum.launch();
    before.awaitReady();
    assertThat(before.stop()).isZero();

    Jar.Result refused = Jar.CONSUMER.run(Map.of("AMQP_URI", uri), "--delay", "ladder");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err().get(1)).contains("start with --queue-type quorum");

    Fleet.Member after = quorum.launch();
    after.awaitReady();
    assertThat(after.stop()).isZero();
  }

  /** More than the prefetch, and one warning for all. */
  @ParameterizedTest
  @CsvSource({"500, 1200", "1, 40", "10, 100"})
  void goodPaymentsGoOnWhileDeadLettersTakeNothing(int prefetch, int bad) throws Exception {
    setting.rabbitMq().allowOneMessage(uri, "^dead-letters$");
    fleet.close();
    fleet = new Fleet(uri, "--delay", "ladder", "--prefetch", Integer.toString(prefetch));
    Fleet.Member consumer = fleet.launch();
    consumer.awaitReady();
    try (Wire wire = new Wire(uri)) {
      publish(wire, "clients", "", Wire.client(7));
      wire.channel().waitForConfirmsOrDie(30_000);
      consumer.await("registered", 1);
      for (int i = 0; i < bad; i++) {
        publish(wire, "payments", "process.payment", "junk " + i);
      }
      publish(wire, "payments", "process.payment", Wire.payment(1, 7));
      wire.channel().waitForConfirmsOrDie(30_000);

      consumer.await("processed", 1);

      assertThat(consumer.log().stream().filter(line -> line.contains("takes no messages")))
          .hasSize(1);
      setting.rabbitMq().allowAllMessages(uri);
      consumer.await("dead-lettered", bad);
      assertThat(wire.ready("dead-letters")).isEqualTo(bad);
      assertThat(consumer.count("ready")).isEqualTo(1);
    }
  }

  /** A broker before 4.0 takes twice as much; the client alone would end the connection. */
  @Test
  void messageOfSeventyMegabytesIsPutAsideAndHoldsUpNothing() throws Exception {
    if (!setting.rabbitMq().version().startsWith("3.")) {
      return; // 16 MiB are the most
    }
    Map<String, String> roomy = Map.of("AMQP_URI", uri, "_JAVA_OPTIONS", "-Xmx700m");
    Process consumer = Jar.CONSUMER.start(roomy, List.of("--json"));
    try (Wire wire = new Wire(uri)) {
      Lines events = new Lines(consumer.getInputStream());
      awaitEvent(events, "ready");
      publish(wire, "payments", "process.payment", "x".repeat(70_000_000));
      wire.channel().waitForConfirmsOrDie(60_000);
      awaitEvent(events, "dead-lettered");
      publish(wire, "clients", "", Wire.client(7));
      publish(wire, "payments", "process.payment", Wire.payment(1, 7));
      awaitEvent(events, "processed");

      assertThat(events.all()).noneMatch(line -> line.contains("session-lost"));
      assertThat(wire.ready("dead-letters")).isEqualTo(1);
      Jar.Result list = Jar.CONSUMER.run(roomy, "dead-letters", "list");
      assertThat(list.exitCode()).as("%s", list).isZero();
    } finally {
      consumer.destroyForcibly();
    }
  }

  /** It came before the limit was lowered, or before an upgrade. */
  @Test
  void messageThatTheBrokerTakesNoMoreHoldsUpNothing() throws Exception {
    String before =
        eval("{ok, Size} = application:get_env(rabbit, max_message_size), Size.").strip();
    try (Wire wire = new Wire(uri)) {
      assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "7").exitCode()).isZero();
      publish(wire, "payments", "process.payment", "x".repeat(200_000));
      wire.channel().waitForConfirmsOrDie(60_000);
      limitMessagesTo("100000");
      Fleet.Member consumer = fleet.launch();
      consumer.await("session-lost", 1);
      consumer.await("warning", 1);
      publish(wire, "payments", "process.payment", Wire.payment(1, 7));
      consumer.await("processed", 1);

      assertThat(consumer.count("session-lost")).isEqualTo(1);
      assertThat(consumer.log())
          .anyMatch(line -> line.contains("a message of 200000 bytes stays in queue"));
      assertThat(consumer.stop()).isZero();
      assertThat(wire.ready("payment-processor")).isEqualTo(1);
    } finally {
      limitMessagesTo(before);
    }
  }

  /** The first is read by 3.10, the second by later versions. */
  private void limitMessagesTo(String bytes) throws Exception {
    eval(
        "application:set_env(rabbit, max_message_size, %1$s), persistent_term:put(max_message_size, %1$s)."
            .formatted(bytes));
  }

  private String eval(String expression) throws Exception {
    return setting.rabbitMq().shell("rabbitmqctl eval '%s'".formatted(expression));
  }

  @Test
  void saysWhatHelpsWhereMessageDoesNotFitIntoMemory() throws Exception {
    if (!setting.rabbitMq().version().startsWith("3.")) {
      return; // 16 MiB are the most
    }
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "7").exitCode()).isZero();
    try (Wire wire = new Wire(uri)) {
      publish(wire, "payments", "process.payment", "x".repeat(70_000_000));
      wire.channel().waitForConfirmsOrDie(60_000);

      for (String heap : List.of("-Xmx120m", "-Xmx64m")) { // it fits once, and not at all
        Jar.Result result =
            Jar.CONSUMER.run(Map.of("AMQP_URI", uri, "_JAVA_OPTIONS", heap), "--json");

        assertThat(result.exitCode()).as(heap).isEqualTo(1);
        assertThat(result.err()).anyMatch(line -> line.startsWith("  give it more memory"));
      }
      await().atMost(PATIENCE).until(() -> wire.ready("payment-processor") == 1);
    }
  }

  private static void awaitEvent(Lines events, String event) {
    await()
        .atMost(PATIENCE)
        .until(() -> events.all().stream().anyMatch(line -> line.contains("\"" + event + "\"")));
  }

  @Test
  void recordsThatAPolicyHasCutOffAreCounted() throws Exception {
    setting
        .rabbitMq()
        .shell(
            "rabbitmqctl set_policy -p %s --apply-to %s cut '^clients-log$' '{\"max-length-bytes\":20000,\"stream-max-segment-size-bytes\":10000}'"
                .formatted(
                    host, setting.rabbitMq().version().startsWith("3.") ? "queues" : "streams"));
    Fleet.Member before = fleet.launch();
    before.awaitReady();
    try (Wire wire = new Wire(uri)) {
      for (int i = 1; i <= 2_000; i++) {
        publish(wire, "clients", "", Wire.client(i));
        if (i % 50 == 0) {
          wire.channel().waitForConfirmsOrDie(30_000);
        }
      }
    }
    before.await("registered", 2_000);
    assertThat(before.stop()).isZero();

    Fleet.Member after = fleet.launch();
    after.awaitReady();

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                after.log().stream()
                    .anyMatch(
                        line -> line.matches(".*first \\d+ records of clients-log are gone.*")));
    assertThat(after.count("warning")).isPositive();
  }

  @Test
  void tooFewChannelsAreToldWithTheCure() throws Exception {
    if (!hasDefaultQueueTypes()) {
      return; // 3.10 has limits of users behind a feature flag
    }
    setting.rabbitMq().addUser("few", "few", uri);
    setting.rabbitMq().shell("rabbitmqctl set_user_limits few '{\"max-channels\": 3}'");

    Jar.Result result =
        Jar.CONSUMER.run(Map.of("AMQP_URI", uri.replace("guest:guest@", "few:few@")));

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err()).noneMatch(line -> line.contains("null"));
    assertThat(result.err()).anyMatch(line -> line.contains("channels"));
    assertThat(result.err()).noneMatch(line -> line.startsWith("\tat "));
  }

  /** The peer reads no more, so that all that is written waits in a full socket for ever. */
  @Test
  void stopsInTimeThoughItsSocketIsFull() throws Exception {
    FaultyProxy proxy = new FaultyProxy(URI.create(uri).getPort());
    Fleet behind =
        new Fleet(
            proxy.uri(uri), "--delay", "ladder", "--delay-step", "200ms", "--max-delay", "1s");
    try (Wire wire = new Wire(uri)) {
      Fleet.Member consumer = behind.launch();
      consumer.awaitReady();
      String large = "x".repeat(200_000);
      for (int i = 1; i <= 300; i++) {
        publish(
            wire,
            "payments",
            "process.payment",
            Wire.payment(i, i).replace("}", ",\"note\":\"" + large + "\"}"));
        if (i == 100) {
          proxy.stall();
        }
      }
      long start = System.nanoTime();
      int code = consumer.stop();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(11));
      assertThat(code).isZero();
      assertThat(consumer.count("stopped")).isEqualTo(1);
    } finally {
      proxy.close();
      behind.close();
    }
  }
}
