package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import payments.common.amqp.Broker;
import payments.prove.trial.Lines;
import payments.prove.trial.ProcessedLog;

/**
 * A broker that goes on speaking, but leaves something out for ever: the consumer says what it
 * waits for, and starts anew.
 */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class StandstillIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  /** Whether what takes a minute or more runs on each broker: {@code -Dstandstill.long=true}. */
  private static final boolean LONG = Boolean.getBoolean("standstill.long");

  @Parameter Brokers.Setting setting;

  private final FrameFilter filter = new FrameFilter();
  private String straight;
  private String uri;
  private FaultyProxy proxy;
  private Consumer consumer;

  @BeforeEach
  void start() throws Exception {
    straight = setting.uri();
    proxy = new FaultyProxy(URI.create(straight).getPort(), filter);
    uri = proxy.uri(straight);
  }

  @AfterEach
  void end() throws Exception {
    if (consumer != null) {
      consumer.close();
    }
    if (proxy != null) {
      proxy.close();
    }
  }

  /** Nothing here depends on the version: the newest stands for all. */
  private boolean isLeftToTheNewest() throws Exception {
    List<Brokers.Setting> all = Brokers.eachRabbitMq();
    return !LONG && !setting.equals(all.get(all.size() - 1));
  }

  @Test
  void queueThatDeliversNothingEndsTheSession() throws Exception {
    if (isLeftToTheNewest()) {
      return;
    }
    consumer = Consumer.start(uri, "--prefetch", "1");
    try (Wire wire = new Wire(straight)) {
      wire.sendClient(7);
      consumer.await("registered", 1);
      filter.loseDeliveries("process.payment");
      for (int payment = 1; payment <= 3; payment++) {
        wire.sendPayment(payment, 7);
      }
      awaitLoss(); // and more the broker does not deliver before that one is acknowledged

      assertEndsTheSession("queue payment-processor has messages ready and delivers none");

      consumer.await("processed", 3);
      assertThat(ProcessedLog.read(new Broker(straight, null)).counts())
          .hasSize(3)
          .doesNotContainValue(2);
    }
  }

  /** Nobody writes to it: so it is asked. */
  @Test
  void logThatGivesNothingEndsTheSession() throws Exception {
    if (isLeftToTheNewest()) {
      return;
    }
    consumer = Consumer.start(uri);
    filter.loseDeliveries("clients-log");
    awaitLoss();

    assertEndsTheSession("clients-log gives no records: one written 3. s ago has not come by");

    try (Wire wire = new Wire(straight)) {
      wire.sendClient(7);
      consumer.await("registered", 1);
    }
  }

  @Test
  void messageThatIsNotConfirmedEndsTheSession() throws Exception {
    if (isLeftToTheNewest()) {
      return;
    }
    consumer = Consumer.start(uri);
    try (Wire wire = new Wire(straight)) {
      filter.loseConfirms();
      wire.sendClient(7);
      awaitLoss();

      assertEndsTheSession("the broker has not confirmed a message for \\d\\d s");

      consumer.await("registered", 1);
    }
  }

  /** From then on nothing is lost any more: what stands still does so by itself. */
  private void awaitLoss() {
    await().atMost(PATIENCE).until(() -> filter.lost() > 0);
    filter.loseNothing();
  }

  private void assertEndsTheSession(String why) {
    await().atMost(PATIENCE).until(() -> !consumer.events("session-lost").isEmpty());
    JsonNode lost = consumer.events("session-lost").get(0);
    assertThat(lost.path("reason").asText()).isEqualTo("standstill");
    assertThat(lost.path("detail").asText()).matches(why);
    assertThat(consumer.log()).anyMatch(line -> line.matches(".*" + why + "; starting anew"));
    consumer.await("ready", 2);
  }

  @Test
  void declarationThatIsNotAnsweredIsNamed() throws Exception {
    filter.loseDeclarations("payment-processor");
    consumer = Consumer.launch(uri, "--wait-for-broker", "60s");
    awaitNotice();

    filter.loseNothing();
    proxy.cutAll();

    consumer.await("ready", 1);
  }

  @Test
  void stopsInTimeThoughDeclarationIsNotAnswered() throws Exception {
    filter.loseDeclarations("payment-processor");
    consumer = Consumer.launch(uri);
    awaitNotice();

    long start = System.nanoTime();
    int code = consumer.stop();

    assertThat(code).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST_STOP);
  }

  private void awaitNotice() {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                consumer.log().stream()
                    .anyMatch(
                        line ->
                            line.contains(
                                "waiting for 127.0.0.1:%d to answer the declaration of queue payment-processor"
                                    .formatted(proxy.port()))));
  }

  @Test
  void declarationIsNotWaitedForLongerThanAMinute() throws Exception {
    if (!LONG) {
      return;
    }
    filter.loseDeclarations("payment-processor");

    Process process = Jar.CONSUMER.start(Map.of("AMQP_URI", uri), List.of());
    Lines err = new Lines(process.getErrorStream());

    await().atMost(PATIENCE).until(() -> !process.isAlive());
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(err.allToTheEnd().get(1))
        .startsWith("error: ")
        .contains("did not answer the declaration of queue payment-processor");
    assertThat(err.allToTheEnd().get(2)).contains("rabbitmqctl cluster_status");
  }
}
