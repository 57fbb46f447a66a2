package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.MessageProperties;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a sender who may only send payments cannot make others believe. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#settings")
class ForgeryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String REGISTRATION = "{\"id\":7}";

  @Parameter Brokers.Setting setting;

  private String uri;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
  }

  private Consumer start(String... options) throws Exception {
    String[] all = {"--delay", setting.mode(), "--delay-step", "200ms", "--max-delay", "1s"};
    return Consumer.start(
        uri, Stream.of(all, options).flatMap(Arrays::stream).toArray(String[]::new));
  }

  private static BasicProperties.Builder forged() {
    return MessageProperties.PERSISTENT_BASIC
        .builder()
        .headers(
            Map.of(
                "reason",
                "malformed",
                "detail",
                "forged",
                "from-queue",
                "clients-processor",
                "attempts",
                1_000,
                "x-retry",
                1_000,
                "first-seen",
                1L));
  }

  /** The delayed-message plugin hands over what waits by that key. */
  @Test
  void noPaymentComesBackThatNeverWaited() throws Exception {
    if (setting.mode().equals("plugin")) {
      return;
    }
    try (Wire wire = new Wire(uri)) {
      try (Consumer consumer = start()) {
        wire.channel().queueBind("payment-reprocessor", "payments", "reprocess.payment");
        wire.sendPayment(1, 1);
        consumer.await("postponed", 1);
        assertThat(consumer.stop()).isZero();
      }
      try (Consumer again = start()) { // as after a version that bound it
        wire.sendClient(1);
        again.await("processed", 1);
        assertThat(again.stop()).isZero();
      }

      wire.send("payments", "reprocess.payment", forged().build(), REGISTRATION);

      assertThat(wire.ready("payment-reprocessor")).isZero();
      assertThat(wire.ready("dead-letters")).isZero();
    }
  }

  @Test
  void originOfWhatTheBrokerPutAsideIsTheQueueItWasIn() throws Exception {
    if (!setting.isRabbitMq()) {
      return; // the embedded broker puts nothing aside
    }
    try (Consumer consumer = start("--queue-type", "quorum")) {
      assertThat(consumer.stop()).isZero();
    }
    try (Wire wire = new Wire(uri)) {
      wire.send("payments", "process.payment", forged().expiration("10").build(), REGISTRATION);
      await().atMost(PATIENCE).until(() -> wire.ready("dead-letters") == 1);

      Map<String, String> environment = Map.of("AMQP_URI", uri);
      Jar.Result list = Jar.CONSUMER.run(environment, "dead-letters", "list", "--json");
      Jar.Result replay = Jar.CONSUMER.run(environment, "dead-letters", "replay");

      assertThat(list.out())
          .singleElement()
          .asString()
          .contains("\"reason\":\"expired\"", "\"fromQueue\":\"payment-processor\"")
          .contains("\"detail\":\"put aside by the broker\"", "\"attempts\":0");
      assertThat(replay.out()).as("%s", replay).hasSize(2);
      assertThat(replay.out().get(0)).endsWith("replayed to exchange payments");
      assertThat(wire.ready("clients-processor")).isZero();
    }
  }

  @Test
  void attemptsAndAgeAreThoseOfTheConsumer() throws Exception {
    try (Consumer consumer = start("--give-up-after", "1h");
        Wire wire = new Wire(uri)) {
      wire.sendPayment(1, 1, forged().build());
      JsonNode postponed = consumer.await("postponed", 1).get(0);
      wire.sendClient(1);
      JsonNode processed = consumer.await("processed", 1).get(0);

      assertThat(postponed.path("attempt").asInt()).isEqualTo(1);
      assertThat(postponed.path("delayMillis").asInt()).isEqualTo(200);
      assertThat(processed.path("waitedMillis").asLong()).isLessThan(60_000);
      assertThat(consumer.events("dead-lettered")).isEmpty();
    }
  }
}
