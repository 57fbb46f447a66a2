package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import payments.prove.trial.Lines;

/** What a producer says when it is held up, interrupted or cut off, against what the broker has. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class ProducerIT {
  private static final String QUEUE = "payment-processor";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern STATE = Pattern.compile("(\\d+) confirmed, (none|\\d+) in doubt");
  private static final Pattern MESSAGE_ID = Pattern.compile("message-id (\\S+)");

  @Parameter Brokers.Setting setting;

  private final List<Process> started = new ArrayList<>();
  private String uri;
  private Lines out;
  private Lines err;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
  }

  @AfterEach
  void endAll() throws Exception {
    started.forEach(Process::destroyForcibly);
    setting.rabbitMq().shell("rabbitmqctl set_vm_memory_high_watermark 0.4");
  }

  private Process start(String broker, String... arguments) throws IOException {
    Process process = Jar.PRODUCER.start(Map.of("AMQP_URI", broker), List.of(arguments));
    started.add(process);
    out = new Lines(process.getInputStream());
    err = new Lines(process.getErrorStream());
    return process;
  }

  /** Sends a signal, as a terminal or a supervisor does, and returns the exit code. */
  private static int signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    return exitCode(process, 10);
  }

  private static int exitCode(Process process, long seconds) throws Exception {
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  private void alarm() throws Exception {
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1").exitCode()).isZero();
    setting.rabbitMq().shell("rabbitmqctl set_vm_memory_high_watermark 0.000001");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                setting.rabbitMq().shell("rabbitmqctl status").contains("memory alarm")
                    || setting.rabbitMq().shell("rabbitmq-diagnostics alarms").contains("emory"));
  }

  private void awaitLog(String text) {
    Awaitility.await()
        .alias(text)
        .atMost(PATIENCE)
        .until(() -> err.all().stream().anyMatch(line -> line.contains(text)));
  }

  private String line(String text) throws InterruptedException {
    return err.allToTheEnd().stream()
        .filter(line -> line.contains(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no '" + text + "' in " + err.all()));
  }

  /** Takes all payments of a queue, and returns their message ids in the order of coming. */
  private List<String> takeAll() throws Exception {
    List<String> all = new ArrayList<>();
    try (Wire wire = new Wire(uri)) {
      for (GetResponse got = wire.take(QUEUE); got != null; got = wire.take(QUEUE)) {
        all.add(got.getProps().getMessageId());
      }
    }
    return all;
  }

  private long ready() throws Exception {
    try (Wire wire = new Wire(uri)) {
      return wire.ready(QUEUE);
    }
  }

  private void awaitReady(long count) throws Exception {
    try (Wire wire = new Wire(uri)) {
      Awaitility.await().atMost(PATIENCE).until(() -> wire.ready(QUEUE) >= count);
    }
  }

  @Test
  void brokerThatTakesNothingIsSaidAtOnceAndOnePaymentInDoubtIsNamed() throws Exception {
    alarm();
    Process producer = start(uri, "payment", "1");
    awaitLog("the broker takes no messages for now");

    assertThat(signal(producer, "TERM")).as("%s", err.all()).isEqualTo(143);

    assertThat(line("interrupted: payment ")).contains("of client 1 is in doubt");
    Matcher id = MESSAGE_ID.matcher(line("message-id"));
    assertThat(id.find()).isTrue();
    assertThat(out.allToTheEnd()).isEmpty();
    setting.rabbitMq().shell("rabbitmqctl set_vm_memory_high_watermark 0.4");
    awaitReady(1); // what was in doubt is there after all
    assertThat(takeAll()).containsExactly(id.group(1));
  }

  @Test
  void goesOnWhenTheBrokerTakesMessagesAgain() throws Exception {
    alarm();
    final Process producer = start(uri, "payment", "1..3000");
    awaitLog("the broker takes no messages for now");

    setting.rabbitMq().shell("rabbitmqctl set_vm_memory_high_watermark 0.4");

    assertThat(exitCode(producer, 60)).as("%s", err.all()).isZero();
    assertThat(line("takes messages again")).isNotEmpty();
    assertThat(out.allToTheEnd()).singleElement().asString().startsWith("sent 3000 messages");
    assertThat(takeAll()).hasSize(3_000).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void interruptedInBulkItSaysWhatIsConfirmedAndWhereToGoOn(String signal, int code)
      throws Exception {
    Process producer = start(uri, "payment", "1..2000000");
    awaitTopology();
    awaitReady(1_000);

    assertThat(signal(producer, signal)).as("%s", err.all()).isEqualTo(code);

    Matcher state = STATE.matcher(line("interrupted: "));
    assertThat(state.find()).as("%s", err.all()).isTrue();
    long confirmed = Long.parseLong(state.group(1));
    long inDoubt = state.group(2).equals("none") ? 0 : Long.parseLong(state.group(2));
    assertThat(line("go on after client " + (confirmed + inDoubt))).isNotEmpty();
    assertThat(ready()).isBetween(confirmed, confirmed + inDoubt);
  }

  private void awaitTopology() throws Exception {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> setting.rabbitMq().queues(uri).containsKey(QUEUE));
  }

  @Test
  void lostConnectionsAreReplacedAndNothingConfirmedIsSentAgain() throws Exception {
    final int payments = 40_000;
    try (FaultyProxy proxy = new FaultyProxy(URI.create(uri).getPort())) {
      proxy.cutAfter(500_000, 3);
      Process producer = start(proxy.uri(uri), "payment", "1.." + payments);
      assertThat(exitCode(producer, 120)).as("%s", err.all()).isZero();
    }
    assertThat(err.all())
        .filteredOn(line -> line.contains("again to"))
        .as("%s", err.all())
        .hasSize(3);
    List<String> all = takeAll();
    Set<String> different = new HashSet<>(all);
    assertThat(different).as("%s", err.all()).hasSize(payments);
    assertThat(all.size() - different.size()).isBetween(0, 3 * 1_000);
    assertThat(out.allToTheEnd()).singleElement().asString().startsWith("sent " + payments);
  }

  /** On a connection that seems to work. */
  @Test
  void connectionThatConfirmsNothingIsReplacedAndAllIsSentAgainAsItWas() throws Exception {
    final int payments = 5;
    FrameFilter filter = new FrameFilter();
    try (FaultyProxy proxy = new FaultyProxy(URI.create(uri).getPort(), filter)) {
      filter.loseConfirms();
      final Process producer = start(proxy.uri(uri), "payment", "1.." + payments);
      awaitLog("to confirm: nothing for 10 s");
      filter.loseNothing();

      assertThat(exitCode(producer, 60)).as("%s", err.all()).isZero();
    }
    assertThat(line("lost: no confirm for 30 s; 0 confirmed, 5 in doubt")).isNotEmpty();
    List<String> all = takeAll();
    assertThat(all).hasSize(2 * payments);
    assertThat(all.subList(payments, all.size())).isEqualTo(all.subList(0, payments));
    assertThat(out.allToTheEnd())
        .singleElement()
        .asString()
        .contains("5 of them twice, with the same message-id");
  }

  @Test
  void lostConnectionIsReplacedThoughStandardInputIsSilent() throws Exception {
    FrameFilter filter = new FrameFilter();
    try (FaultyProxy proxy = new FaultyProxy(URI.create(uri).getPort(), filter)) {
      filter.loseConfirms();
      final Process producer = start(proxy.uri(uri), "payment", "-");
      write(producer, "1\n");
      awaitTopology();
      awaitReady(1);
      filter.loseNothing();
      proxy.cutAll();

      awaitReady(2);
      producer.getOutputStream().close();
      assertThat(exitCode(producer, 60)).as("%s", err.all()).isZero();
    }
    assertThat(line("0 confirmed, 1 in doubt")).isNotEmpty();
    List<String> all = takeAll();
    assertThat(all).hasSize(2);
    assertThat(all.get(0)).isEqualTo(all.get(1));
  }

  @Test
  void refusalIsSaidThoughStandardInputIsSilent() throws Exception {
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1").exitCode()).isZero();
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueUnbind(QUEUE, "payments", "process.payment");
    }

    Process producer = start(uri, "payment", "-");
    write(producer, "7\n");

    assertThat(exitCode(producer, 60)).as("%s", err.all()).isEqualTo(1);
    assertThat(line("of client 7 was not taken: no queue takes")).isNotEmpty();
  }

  private static void write(Process producer, String text) throws IOException {
    producer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    producer.getOutputStream().flush();
  }

  @Test
  void connectionThatDoesNotComeBackIsSaidWithWhatIsInDoubt() throws Exception {
    Process producer;
    try (FaultyProxy proxy = new FaultyProxy(URI.create(uri).getPort())) {
      producer = start(proxy.uri(uri), "payment", "1..2000000");
      awaitTopology();
      awaitReady(1_000);
    }

    awaitLog("lost: ");
    assertThat(signal(producer, "TERM")).isEqualTo(143);

    Matcher state = STATE.matcher(line("interrupted: "));
    assertThat(state.find()).as("%s", err.all()).isTrue();
    assertThat(Long.parseLong(state.group(1))).isLessThanOrEqualTo(ready());
  }

  @Test
  void whoMayOnlyWriteToTheExchangesCanSend() throws Exception {
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "payment", "1").exitCode()).isZero();
    String writer = writer("^(clients|payments)$");

    Jar.Result payment = Jar.PRODUCER.run(Map.of("AMQP_URI", writer), "payment", "1");
    Jar.Result client = Jar.PRODUCER.run(Map.of("AMQP_URI", writer), "client", "1");

    assertThat(payment.exitCode()).as("%s", payment).isZero();
    assertThat(client.exitCode()).as("%s", client).isZero();
    assertThat(takeAll()).hasSize(2);
  }

  @Test
  void whoMayNotWriteIsToldThatNothingWasSent() throws Exception {
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1").exitCode()).isZero();

    Jar.Result result =
        Jar.PRODUCER.run(Map.of("AMQP_URI", writer("^clients$")), "payment", "1..100");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err()).hasSize(2);
    assertThat(result.err().get(0)).startsWith("error: nothing was sent: ACCESS_REFUSED");
    assertThat(takeAll()).isEmpty();
  }

  private String writer(String exchanges) throws Exception {
    return setting.rabbitMq().restrictedUri(uri, "^$", exchanges, "^$");
  }

  @Test
  void paymentsThatNoQueueTakesAreNotSent() throws Exception {
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1").exitCode()).isZero();
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueUnbind(QUEUE, "payments", "process.payment");
    }

    Jar.Result result = Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "payment", "7");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err()).hasSize(2);
    assertThat(result.err().get(0)).contains("of client 7 was not taken: no queue takes");
    assertThat(result.err().get(1)).contains("send again from client 7 on");
  }
}
