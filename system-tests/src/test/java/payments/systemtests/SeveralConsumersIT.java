package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import payments.common.amqp.Broker;
import payments.prove.trial.ProcessedLog;

/** Three consumers that share the queues. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class SeveralConsumersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CONSUMERS = 3;
  private static final int PAYMENTS = 1_000;

  @Parameter Brokers.Setting setting;

  private final List<Fleet.Member> consumers = new ArrayList<>();
  private String uri;
  private Fleet fleet;
  private Wire wire;

  @BeforeEach
  void start() throws Exception {
    uri = setting.uri();
    // a small prefetch, so that none takes all there is
    fleet = new Fleet(uri, "--delay-step", "200ms", "--max-delay", "1s", "--prefetch", "50");
    for (int i = 0; i < CONSUMERS; i++) {
      consumers.add(fleet.launch());
    }
    for (Fleet.Member each : consumers) {
      each.awaitReady();
    }
    wire = new Wire(uri);
  }

  @AfterEach
  void end() {
    if (wire != null) {
      wire.close();
    }
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void clientRegisteredThroughOneIsKnownToAll() throws Exception {
    sendClients();
    await().atMost(PATIENCE).until(() -> fleet.count("registered") >= PAYMENTS);

    sendPayments();

    await().atMost(PATIENCE).until(() -> fleet.processed().size() == PAYMENTS);
    assertThat(consumers)
        .allSatisfy(
            consumer -> {
              assertThat(consumer.count("registered")).isBetween(1, PAYMENTS - 1);
              assertThat(consumer.count("processed")).isBetween(1, PAYMENTS - 1);
            });
    assertThat(fleet.count("postponed")).as("postponements").isLessThan(PAYMENTS / 20);
    assertThat(fleet.count("duplicate")).isZero();
    assertNothingIsLeft(consumers);
  }

  @Test
  void othersDoTheWorkOfOneThatIsKilled() throws Exception {
    sendPayments();
    await().atMost(PATIENCE).until(() -> fleet.count("postponed") >= PAYMENTS);
    sendClients();
    await().atMost(PATIENCE).until(() -> fleet.count("processed") >= PAYMENTS / 10);

    consumers.get(0).kill();

    await() // the killed one may have written no event of what it has processed
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(e -> !(e instanceof AssertionError))
        .until(() -> ProcessedLog.read(new Broker(uri, null)).counts().size() == PAYMENTS);
    await() // those that the killed one had processed and not acknowledged come to another, too
        .atMost(PATIENCE)
        .until(() -> setting.rabbitMq().queues(uri).get("payment-reprocessor") == 0);
    assertNothingIsLeft(consumers.subList(1, CONSUMERS));
  }

  private void sendClients() throws Exception {
    for (int client = 1; client <= PAYMENTS; client++) {
      publish("clients", "", Wire.client(client));
    }
    wire.channel().waitForConfirmsOrDie(30_000);
  }

  private void sendPayments() throws Exception {
    for (int payment = 1; payment <= PAYMENTS; payment++) {
      publish("payments", "process.payment", Wire.payment(payment, payment));
    }
    wire.channel().waitForConfirmsOrDie(30_000);
  }

  private void publish(String exchange, String key, String body) throws Exception {
    Channel channel = wire.channel();
    channel.basicPublish(
        exchange,
        key,
        Wire.messageId(UUID.randomUUID().toString()),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** Stops the consumers first, so that they have acknowledged what they have processed. */
  private void assertNothingIsLeft(List<Fleet.Member> running) throws Exception {
    for (Fleet.Member consumer : running) {
      assertThat(consumer.stop()).isZero();
    }
    setting.rabbitMq().awaitEmpty(uri);
  }
}
