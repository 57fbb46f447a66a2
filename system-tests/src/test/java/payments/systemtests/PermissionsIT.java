package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The expressions of {@code docs/permissions.md} are enough, and one without a part is not. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class PermissionsIT {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String DEFAULT_EXCHANGE = "amq.default";
  private static final String QUEUE = "dead-letters";

  @Parameter Brokers.Setting setting;
  private String uri;
  private Wire wire;

  /** Regular expressions of the names that a user may configure, write to and read from. */
  private record Rights(String configure, String write, String read) {
    Rights mayWrite(String expression) {
      return new Rights(configure, expression, read);
    }

    Rights mayRead(String expression) {
      return new Rights(configure, write, expression);
    }
  }

  @BeforeEach
  void start() throws Exception {
    uri = setting.uri();
    wire = new Wire(uri);
  }

  @AfterEach
  void end() {
    if (wire != null) {
      wire.close();
    }
  }

  /** Returns what the page grants, in the row that begins so. */
  private Rights granted(String program) {
    String row =
        Page.of("docs/permissions.md").prose().stream()
            .filter(line -> line.startsWith("| " + program))
            .findFirst()
            .orElseThrow();
    String[] cells = row.replace("\\|", "\0").split("\\|");
    List<String> granted = new ArrayList<>();
    for (String cell : List.of(cells).subList(2, 5)) {
      granted.add(expression(cell.replace("\0", "|"), granted));
    }
    return new Rights(granted.get(0), granted.get(1), granted.get(2));
  }

  private String expression(String cell, List<String> before) {
    List<String> codes = CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    if (cell.strip().startsWith("as above")) {
      return granted("`dead-letters list`").configure();
    }
    if (cell.strip().startsWith("the same, and")) {
      return before.get(0).replace("^(", "^(" + codes.get(0) + "|");
    }
    if (cell.strip().startsWith("the same")) {
      return before.get(0);
    }
    return codes.get(codes.size() > 1 && isNew() ? 1 : 0);
  }

  private boolean isNew() {
    return setting.rabbitMq().modes().contains("native");
  }

  private String user(Rights rights) throws Exception {
    return setting.rabbitMq().restrictedUri(uri, rights.configure(), rights.write(), rights.read());
  }

  @Test
  void consumerDoesAllItsWorkWithThese() throws Exception {
    try (Fleet fleet = fleet(user(granted("consumer")))) {
      Fleet.Member consumer = fleet.launch();
      consumer.awaitReady();
      wire.sendPayment(1, 7);
      consumer.await("postponed", 1);
      wire.sendClient(7);
      consumer.await("processed", 1);
      wire.send("payments", "process.payment", Wire.messageId("bad"), "nonsense");
      consumer.await("dead-lettered", 1);

      assertThat(consumer.stop()).as("%s", consumer.log()).isZero();
      assertThat(consumer.log()).noneMatch(line -> line.contains("ACCESS_REFUSED"));
    }
  }

  private Fleet fleet(String as) throws IOException {
    return new Fleet(
        as,
        "--delay",
        setting.mode(),
        "--delay-step",
        "200ms",
        "--max-delay",
        "2s",
        "--publish-processed");
  }

  /** Without a word it would stand still, or wait for what is not coming. */
  @Test
  void consumerThatMayNotEndsAndNamesWhatItMayNot() throws Exception {
    Rights granted = granted("consumer");
    for (String part : List.of("clients-processor", "clients-log", "payments-log", QUEUE)) {
      Matcher name = Pattern.compile("\\|" + Pattern.quote(part) + "(?=[|)])").matcher("");
      Rights less =
          new Rights(
              name.reset(granted.configure()).replaceFirst(""),
              name.reset(granted.write()).replaceFirst(""),
              name.reset(granted.read()).replaceFirst(""));
      Jar.Result result =
          Jar.CONSUMER.run(Map.of("AMQP_URI", user(less)), "--delay", setting.mode());

      assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
      assertThat(result.err()).as(part).hasSize(2);
      assertThat(result.err().get(0)).startsWith("error: ").contains("'" + part + "'");
    }
  }

  /** What is declared may be used by nobody all the same: that is no failure that passes. */
  @Test
  void consumerThatMayNotWriteToQueuesEndsAtOnce() throws Exception {
    Rights granted = granted("consumer");
    String less = granted.write().replace(DEFAULT_EXCHANGE, "another");
    assertThat(less).isNotEqualTo(granted.write());

    Jar.Result result =
        Jar.CONSUMER.run(
            Map.of("AMQP_URI", user(granted.mayWrite(less))),
            "--delay",
            setting.mode(),
            "--wait-for-broker",
            "5m");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err()).as("%s", result).hasSize(2);
    assertThat(result.err().get(0)).contains("'" + DEFAULT_EXCHANGE + "'");
    assertThat(result.err().get(1)).contains("list_user_permissions");
  }

  @Test
  void producerSendsWithThese() throws Exception {
    declareAll();

    Map<String, String> as = Map.of("AMQP_URI", user(granted("producer")));

    assertThat(Jar.PRODUCER.run(as, "payment", "1").exitCode()).isZero();
    assertThat(Jar.PRODUCER.run(as, "client", "1").exitCode()).isZero();
    assertThat(wire.ready("payment-processor")).isOne();
    assertThat(wire.ready("clients-processor")).isOne();
  }

  @Test
  void commandsOfDeadLettersWorkWithThese() throws Exception {
    declareAll();
    buryThree();
    Rights list = granted("`dead-letters list`");
    Rights replay = granted("`dead-letters replay`");

    assertThat(deadLetters(list, "list").out()).hasSizeGreaterThan(3);
    assertThat(deadLetters(replay, "replay", "--limit", "1").exitCode()).isZero();
    assertThat(deadLetters(list, "drop", "--all", "--limit", "1").exitCode()).isZero();

    assertThat(wire.ready(QUEUE)).isOne();
    Jar.Result unreadable = deadLetters(list.mayRead("^$"), "list");
    assertThat(unreadable.exitCode()).as("%s", unreadable).isEqualTo(1);
    assertThat(unreadable.err().get(0)).startsWith("error: ").contains("'" + QUEUE + "'");
    Jar.Result unwritable = deadLetters(replay.mayWrite("^$"), "replay");
    assertThat(unwritable.exitCode()).as("%s", unwritable).isEqualTo(1);
    assertThat(unwritable.out()).anyMatch(line -> line.contains("ACCESS_REFUSED"));
    assertThat(wire.ready(QUEUE)).isOne();
  }

  @Test
  void commandsOfDeadLettersInQuorumQueueWorkWithThese() throws Exception {
    declareAll("--queue-type", "quorum");
    buryThree();
    Rights list = granted("`dead-letters list`").mayWrite("^" + DEFAULT_EXCHANGE + "$");

    for (int i = 1; i <= 3; i++) { // written anew where a look counts
      assertThat(deadLetters(list, "list").exitCode()).isZero();
    }
    assertThat(deadLetters(list, "drop", "--all", "--limit", "1").exitCode()).isZero();
  }

  private Jar.Result deadLetters(Rights rights, String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(command));
    return Jar.CONSUMER.run(Map.of("AMQP_URI", user(rights)), all.toArray(String[]::new));
  }

  private void buryThree() throws Exception {
    for (int i = 1; i <= 3; i++) {
      BasicProperties properties =
          Wire.messageId("letter " + i)
              .builder()
              .headers(Map.of("reason", "given-up", "from-queue", "payment-processor"))
              .build();
      wire.send("", QUEUE, properties, Wire.payment(i, 7));
    }
  }

  private void declareAll(String... options) throws Exception {
    try (Consumer consumer = Consumer.start(uri, options)) {
      assertThat(consumer.stop()).isZero();
    }
  }
}
