package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages show in another language works as it stands. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class ExamplesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameter Brokers.Setting setting;
  private String uri;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
  }

  @Test
  void producerSendsAPaymentAndItsClient() throws Exception {
    try (Consumer consumer = Consumer.start(uri);
        Python producer = Python.start("docs/messages.md", "process.payment", uri)) {
      producer.awaitEnd();

      consumer.await("registered", 1);
      assertThat(consumer.await("processed", 1).get(0).path("paymentId").asLong()).isEqualTo(8843);
    }
  }

  @Test
  void nextServiceGetsProcessedPaymentsThroughItsQueue() throws Exception {
    try (Consumer consumer = Consumer.start(uri, "--publish-processed");
        Wire wire = new Wire(uri);
        Python next = Python.start("docs/adopt.md", "next-service", uri)) {
      wire.sendClient(1);
      consumer.await("registered", 1);

      List<String> seen = awaitLine(next, wire); // from when its queue is bound

      assertThat(seen.get(0)).contains(" payment {", "\"clientId\":1");
    }
  }

  @Test
  void logIsReadFromItsFirstRecord() throws Exception {
    try (Consumer consumer = Consumer.start(uri);
        Wire wire = new Wire(uri)) {
      wire.sendClient(1);
      wire.sendPayment(5, 1);
      consumer.await("processed", 1);

      try (Python reader = Python.start("docs/messages.md", "x-stream-offset", uri)) {
        await().atMost(PATIENCE).until(() -> !reader.lines().isEmpty());

        assertThat(reader.lines()).hasSize(1).first().asString().contains("\"id\":5,");
      }
    }
  }

  @Test
  void readerOfTheLogPassesOverVoidRecordsAndMarks() throws Exception {
    try (Consumer consumer = Consumer.start(uri);
        Wire wire = new Wire(uri)) {
      consumer.await("ready", 1);
      for (int payment : List.of(5, 5, 6, 5, 7)) {
        BasicProperties record =
            Wire.messageId("m" + payment).builder().headers(Map.of("cause", "payment")).build();
        wire.channel()
            .basicPublish("", "payments-log", record, Wire.payment(payment, 1).getBytes());
      }

      try (Python reader = Python.start("docs/messages.md", "x-stream-offset", uri)) {
        await()
            .atMost(PATIENCE)
            .until(() -> reader.lines().stream().anyMatch(line -> line.contains("\"id\":7,")));

        assertThat(reader.lines()).hasSize(3);
      }
    }
  }

  private static List<String> awaitLine(Python program, Wire wire) throws Exception {
    AtomicLong payment = new AtomicLong();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              wire.sendPayment(payment.incrementAndGet(), 1);
              return !program.lines().isEmpty();
            });
    return program.lines();
  }
}
