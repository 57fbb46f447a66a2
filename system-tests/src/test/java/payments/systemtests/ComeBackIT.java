package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A consumer that meets with an accident works on, or ends in good order. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class ComeBackIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration USUAL_TICK = Duration.ofMinutes(1);
  private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(3);
  private static final Duration USUAL_ACKNOWLEDGEMENT = Duration.ofMinutes(30);

  @Parameter Brokers.Setting setting;

  private String straight;
  private FaultyProxy proxy;
  private Fleet fleet;
  private Fleet.Member consumer;

  @BeforeEach
  void start() throws Exception {
    straight = setting.uri();
    proxy = new FaultyProxy(URI.create(straight).getPort());
    fleet = new Fleet(proxy.uri(straight), "--delay-step", "100ms", "--max-delay", "1s");
    consumer = fleet.launch();
    consumer.awaitReady();
  }

  @AfterEach
  void end() throws Exception {
    if (fleet != null) {
      fleet.close();
      proxy.close();
    }
  }

  @Test
  void worksOnAfterItsConnectionsAreCut() throws Exception {
    sendPayments(1, 500);
    consumer.await("postponed", 500);

    assertThat(proxy.cutAll()).as("connections").isEqualTo(2);

    consumer.await("ready", 2);
    sendClients(1, 500);
    awaitProcessed(500);
    assertNothingIsLeft();
  }

  @Test
  void worksOnAfterTheBrokerCrashed() throws Exception {
    sendPayments(1, 1_000);
    sendClients(1, 500);
    consumer.await("processed", 100);

    setting.rabbitMq().crashAndRestart();

    consumer.await("ready", 2);
    sendClients(501, 1_000);
    awaitProcessed(1_000);
    assertNothingIsLeft();
  }

  @Test
  void stopsInOrderWhileThousandsOfCopiesAreOnTheirWay() throws Exception {
    sendPayments(1, 5_000);
    consumer.await("postponed", 1_000);

    assertThat(consumer.stop()).isZero();

    assertThat(consumer.count("stopped")).isEqualTo(1);
    consumer = fleet.launch();
    sendClients(1, 5_000);
    awaitProcessed(5_000);
    assertThat(fleet.count("processed")).isEqualTo(5_000);
    assertThat(fleet.count("duplicate")).as("given back although copied").isZero();
    assertNothingIsLeft();
  }

  @Test
  void worksOnAfterTheBrokerTookNoMessages() throws Exception {
    sendPayments(1, 500);
    consumer.await("postponed", 500);

    try (HeldBack client = new HeldBack(501)) {
      setting.rabbitMq().shell("rabbitmqctl set_vm_memory_high_watermark 0.00001");
      client.letGo();
      await().atMost(PATIENCE).until(() -> blocked() > 0);
      assertThat(setting.rabbitMq().waiting(straight)).containsEntry("clients-processor", 1L);
    } finally {
      setting.rabbitMq().shell("rabbitmqctl set_vm_memory_high_watermark 0.4");
    }

    consumer.await("registered", 1);
    sendClients(1, 500);
    awaitProcessed(500);
    assertThat(blocked()).isEqualTo(1);
    assertThat(consumer.count("ready")).isEqualTo(1);
    assertNothingIsLeft();
  }

  @Test
  void takesNoRegistrationWhileItCannotHaveTheLog() throws Exception {
    sendClients(1, 10);
    consumer.await("registered", 10);

    setting.rabbitMq().refuseToDeclare("clients-log", straight);
    try {
      proxy.cutAll();
      sendClients(11, 20);
      awaitLog("refuses queue");
      assertThat(setting.rabbitMq().queues(straight)).containsEntry("clients-processor", 10L);
    } finally {
      setting.rabbitMq().refuseNothing(straight);
    }

    consumer.await("registered", 20);
    assertThat(proxy.cutAll()).as("connections").isEqualTo(2);
    consumer.kill();
    consumer = fleet.launch();
    consumer.awaitReady();
    sendPayments(1, 20);
    awaitProcessed(20);
    assertThat(consumer.count("postponed")).isZero();
    assertNothingIsLeft();
  }

  @Test
  void worksOnAfterItMayNotPublish() throws Exception {
    try {
      setting.rabbitMq().setChannelTimes(TICK, ACKNOWLEDGEMENT);
      proxy.cutAll();
      consumer.await("ready", 2);
      setting.rabbitMq().refuseDefaultExchange(straight);
      Thread.sleep(3 * TICK.toMillis()); // its channel has forgotten what it was permitted
      sendClients(1, 10);
      awaitLog("nothing can be published");
    } finally {
      setting.rabbitMq().refuseNothing(straight);
      setting.rabbitMq().setChannelTimes(USUAL_TICK, USUAL_ACKNOWLEDGEMENT);
    }

    consumer.await("registered", 10);
    assertNothingIsLeft();
  }

  @Test
  void leavesNothingUnacknowledgedForLong() throws Exception {
    try {
      setting.rabbitMq().setChannelTimes(TICK, ACKNOWLEDGEMENT);
      proxy.cutAll();
      consumer.await("ready", 2);
      sendClients(1, 10);
      consumer.await("registered", 10);
      sendPayments(1, 20);
      consumer.await("postponed", 20);
      Thread.sleep(2 * ACKNOWLEDGEMENT.toMillis() + TICK.toMillis()); // a late one is found by then
    } finally {
      setting.rabbitMq().setChannelTimes(USUAL_TICK, USUAL_ACKNOWLEDGEMENT);
    }

    assertThat(consumer.log()).noneMatch(line -> line.contains("timed out"));
    assertThat(consumer.count("ready")).isEqualTo(2);
  }

  @Test
  void stopAwaitsTheConfirmOfCopyOnItsWay() throws Exception {
    try (HeldBack client = new HeldBack(1)) {
      setting.rabbitMq().shell("rabbitmqctl set_vm_memory_high_watermark 0.00001");
      client.letGo();
      await().atMost(PATIENCE).until(() -> blocked() > 0);
      consumer.terminate();
    } finally {
      setting.rabbitMq().shell("rabbitmqctl set_vm_memory_high_watermark 0.4");
    }

    assertThat(consumer.stop()).isZero();

    assertThat(consumer.count("registered")).isEqualTo(1);
    assertThat(setting.rabbitMq().waiting(straight)).isEmpty();
  }

  /** A registration that the broker itself delivers, when it takes none from publishers. */
  private final class HeldBack implements AutoCloseable {
    private final Wire wire = new Wire(straight);
    private final long deliveryTag;

    HeldBack(long client) throws Exception {
      Channel channel = wire.channel();
      channel.queueDeclare(
          "held-back",
          true,
          false,
          false,
          Map.of("x-dead-letter-exchange", "clients", "x-dead-letter-routing-key", ""));
      publish(channel, "", "held-back", Wire.client(client));
      channel.waitForConfirmsOrDie(30_000);
      deliveryTag = channel.basicGet("held-back", false).getEnvelope().getDeliveryTag();
    }

    void letGo() throws Exception {
      wire.channel().basicReject(deliveryTag, false);
    }

    @Override
    public void close() {
      wire.close();
    }
  }

  private void awaitLog(String words) {
    await()
        .atMost(PATIENCE)
        .until(() -> consumer.log().stream().anyMatch(line -> line.contains(words)));
  }

  private long blocked() {
    return consumer.log().stream()
        .filter(line -> line.contains("takes no messages for now"))
        .count();
  }

  private void sendClients(int first, int last) throws Exception {
    try (Wire wire = new Wire(straight)) {
      for (int client = first; client <= last; client++) {
        publish(wire.channel(), "clients", "", Wire.client(client));
      }
      wire.channel().waitForConfirmsOrDie(60_000);
    }
  }

  private void sendPayments(int first, int last) throws Exception {
    try (Wire wire = new Wire(straight)) {
      for (int payment = first; payment <= last; payment++) {
        publish(wire.channel(), "payments", "process.payment", Wire.payment(payment, payment));
      }
      wire.channel().waitForConfirmsOrDie(60_000);
    }
  }

  private static void publish(Channel channel, String exchange, String key, String body)
      throws Exception {
    channel.basicPublish(
        exchange,
        key,
        Wire.messageId(UUID.randomUUID().toString()),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private void awaitProcessed(int payments) throws Exception {
    try {
      await().atMost(PATIENCE).until(() -> fleet.processed().size() == payments);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "%d of %d payments processed, in the queues %s; consumer: %s"
              .formatted(
                  fleet.processed().size(),
                  payments,
                  setting.rabbitMq().waiting(straight),
                  consumer.log()),
          e);
    }
  }

  /** Copies of payments that were processed may still wait; then the consumer is stopped. */
  private void assertNothingIsLeft() throws Exception {
    setting.rabbitMq().awaitEmpty(straight);
    assertThat(consumer.stop()).isZero();
    assertThat(setting.rabbitMq().waiting(straight)).isEmpty();
  }
}
