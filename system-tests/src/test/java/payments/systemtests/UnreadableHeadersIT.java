package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.impl.Frame;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers that the client cannot read, or hardly, stop nobody. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#settings")
class UnreadableHeadersIT {
  private static final int FLAGS_AT = 12;
  private static final int FRAME_BYTES = 8;
  private static final Map<String, Object> DEEP = Map.of("deep", nested(40));

  @Parameter Brokers.Setting setting;

  private String uri;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
  }

  private static Map<String, Object> nested(int depth) {
    return depth == 1 ? Map.of("leaf", 1) : Map.of("in", nested(depth - 1));
  }

  /** Says that more flags follow, and none do. */
  private static final class WithContinuation extends BasicProperties {
    @Override
    public Frame toFrame(int channel, long bodySize) throws IOException {
      byte[] payload = super.toFrame(channel, bodySize).getPayload();
      payload[FLAGS_AT + 1] |= 1;
      Frame frame = new Frame(2, channel);
      frame.getOutputStream().write(payload);
      return frame;
    }
  }

  private Consumer start() throws Exception {
    return Consumer.start(
        uri, "--delay", setting.mode(), "--delay-step", "100ms", "--max-delay", "1s");
  }

  private static BasicProperties deep(String id) {
    return MessageProperties.PERSISTENT_BASIC.builder().messageId(id).headers(DEEP).build();
  }

  @Test
  void messagesBecomeDeadLettersAndGoodOnesGoOn() throws Exception {
    try (Consumer consumer = start();
        Wire wire = new Wire(uri)) {
      wire.sendPayment(1, 1, deep("a"));
      wire.send("clients", "", deep("b"), Wire.client(2));
      wire.sendPayment(2, 1);
      wire.sendClient(1);

      assertThat(consumer.await("processed", 1).get(0).path("paymentId").asLong()).isEqualTo(2);
      for (JsonNode letter : consumer.await("dead-lettered", 2)) {
        assertThat(letter.path("reason").asText()).isEqualTo("malformed");
        assertThat(letter.path("detail").asText()).contains("headers cannot be read");
      }
      assertThat(consumer.events("ready")).hasSize(1);
      assertThat(consumer.stop()).isZero();
      GetResponse payment = wire.take("dead-letters");
      GetResponse client = wire.take("dead-letters");
      if (payment.getProps().getMessageId().equals("b")) {
        GetResponse first = payment;
        payment = client;
        client = first;
      }
      assertThat(payment.getProps().getMessageId()).isEqualTo("a");
      assertThat(payment.getBody()).asString().isEqualTo(Wire.payment(1, 1));
      assertThat(client.getBody()).asString().isEqualTo(Wire.client(2));
    }
  }

  /** RabbitMQ 4 clears the flag: then there is nothing wrong with the payment. */
  @Test
  void flagsThatDoNotFollowStopNobody() throws Exception {
    try (Consumer consumer = start();
        Wire wire = new Wire(uri)) {
      wire.sendClient(1);
      consumer.await("registered", 1);
      wire.sendPayment(1, 1, new WithContinuation());
      wire.sendPayment(2, 1);

      consumer.await("processed", event -> event.path("paymentId").asLong() == 2, 1);
      if (consumer.events("processed", 1).isEmpty()) {
        consumer.await("dead-lettered", 1);
      }
      assertThat(consumer.events("ready")).hasSize(1);
    }
  }

  /** RabbitMQ adds headers to what a quorum queue delivers again. */
  @Test
  void headersThatFillFrameAndGrowStopNobody() throws Exception {
    if (!setting.mode().equals("native")) {
      return;
    }
    try (Consumer consumer = start();
        Wire wire = new Wire(uri)) {
      BasicProperties full = full(wire.channel().getConnection().getFrameMax() - FRAME_BYTES);
      wire.send("", "payment-reprocessor", full, Wire.payment(1, 1));
      consumer.await("postponed", event -> event.path("attempt").asInt() == 3, 1);
      wire.sendClient(1);

      consumer.await("processed", 1);
      assertThat(consumer.events("ready")).hasSize(1);
    }
  }

  private static BasicProperties full(int length) throws IOException {
    BasicProperties properties = filled(0);
    return filled(length - properties.toFrame(1, 0).getPayload().length);
  }

  private static BasicProperties filled(int bytes) {
    return MessageProperties.PERSISTENT_BASIC
        .builder()
        .headers(Map.of("first-seen", System.currentTimeMillis(), "filler", new byte[bytes]))
        .build();
  }

  /** Records of a log come by the same way. */
  @Test
  void recordsOfLogsStopNobody() throws Exception {
    if (!setting.broker().hasStreams()) {
      return;
    }
    try (Consumer consumer = start();
        Wire wire = new Wire(uri)) {
      wire.send("", "clients-log", deep("a"), Wire.client(1));
      wire.send("", "payments-log", deep("b"), Wire.payment(1, 1));
      wire.sendPayment(2, 1);
      consumer.await("processed", 1);
      assertThat(consumer.stop()).isZero();
    }
    try (Consumer again = start();
        Wire wire = new Wire(uri)) {
      wire.sendPayment(3, 1);
      again.await("processed", 1);
      assertThat(again.events("ready")).hasSize(1);
    }
  }

  @Test
  void deadLettersAreListedAndDropped() throws Exception {
    try (Consumer consumer = start()) {
      assertThat(consumer.stop()).isZero();
    }
    try (Wire wire = new Wire(uri)) {
      wire.send("", "dead-letters", deep("a"), "body");
      Map<String, String> environment = Map.of("AMQP_URI", uri);

      Jar.Result list = Jar.CONSUMER.run(environment, "dead-letters", "list");
      Jar.Result drop = Jar.CONSUMER.run(environment, "dead-letters", "drop", "--all");

      assertThat(list.out()).as("%s", list).hasSize(3).last().asString().contains("body");
      assertThat(drop.out()).as("%s", drop).endsWith("dropped 1");
    }
  }

  /** Without what could not be read, there is nothing wrong with it any more. */
  @Test
  void replayedPaymentIsProcessed() throws Exception {
    try (Consumer consumer = start();
        Wire wire = new Wire(uri)) {
      wire.sendClient(1);
      wire.sendPayment(1, 1, deep("a"));
      consumer.await("dead-lettered", 1);

      Jar.CONSUMER.run(Map.of("AMQP_URI", uri), "dead-letters", "replay");

      consumer.await("processed", 1);
    }
  }
}
