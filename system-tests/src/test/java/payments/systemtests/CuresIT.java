package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.DefaultConsumer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import payments.prove.trial.Lines;

/** The commands that messages name as the cure are run as they are printed; then it works. */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#eachRabbitMq")
class CuresIT {
  private static final Pattern COMMAND = Pattern.compile("`(rabbitmq[^`]+)`");
  private static final Pattern OPTIONS = Pattern.compile("start with (--[^;]+);");
  private static final Pattern LINE = Pattern.compile("([a-z_]+[a-z_.\\d]* = \\w+) (?:in|to) ");
  private static final Pattern KEY = Pattern.compile("([a-z]+_[a-z_]+) in ");
  private static final String PLUGIN = "rabbitmq_delayed_message_exchange";

  /** As a URI has it and as a shell does. */
  private static final String ODD_HOST = "it%27s%20%22mine%22";

  private static final String ODD_HOST_QUOTED = "'it'\\''s \"mine\"'";

  @Parameter Brokers.Setting setting;

  private String uri;
  private String host;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
    host = URI.create(uri).getPath().substring(1);
  }

  private String shell(String command) throws Exception {
    return setting.rabbitMq().shell(command);
  }

  /** Returns the cure that the consumer names when it does not start. */
  private static String cure(String uri, String... options) throws Exception {
    return cure(Jar.CONSUMER.run(Map.of("AMQP_URI", uri), options));
  }

  private static String cure(Jar.Result result) {
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err()).as("%s", result).hasSizeGreaterThan(1);
    return result.err().get(result.err().size() - 1);
  }

  /** Runs the commands of a cure, and returns what they print. */
  private String doAsTold(String cure) throws Exception {
    return doAsTold(cure, setting.rabbitMq());
  }

  private static String doAsTold(String cure, RabbitMqTestBroker broker) throws Exception {
    List<String> commands =
        COMMAND.matcher(cure).results().map(command -> command.group(1)).toList();
    assertThat(commands).as(cure).isNotEmpty();
    List<String> printed = new ArrayList<>();
    for (String command : commands) {
      printed.add(broker.shell(command));
    }
    return String.join("\n", printed);
  }

  private static void assertStarts(String uri, String... options) throws Exception {
    try (Consumer consumer = Consumer.start(uri, options)) {
      assertThat(consumer.stop()).isZero();
    }
  }

  /** Those for streams and for limits of users are always enabled in later versions. */
  private boolean hasFeatureFlags() {
    return setting.rabbitMq().version().startsWith("3.10");
  }

  @Test
  void missingVirtualHostIsMadeAndWhatIsInTheWayInItRemoved() throws Exception {
    String odd = uri.replaceFirst("/[^/]+$", "/" + ODD_HOST);
    try {
      doAsTold(cure(odd));
      try (Wire wire = new Wire(odd)) {
        wire.channel().exchangeDeclare("payments", "fanout", true);
        wire.channel().queueDeclare("dead-letters", false, false, false, null);
      }

      doAsTold(cure(odd)); // the exchange
      doAsTold(cure(odd)); // the queue

      assertStarts(odd, "--max-delay", "3s");
    } finally {
      shell("rabbitmqctl delete_vhost " + ODD_HOST_QUOTED);
    }
  }

  @Test
  void userIsLetIn() throws Exception {
    shell("rabbitmqctl add_user stranger secret");
    try {
      String stranger = uri.replace("guest:guest@", "stranger:secret@");

      doAsTold(cure(stranger));

      assertStarts(stranger, "--max-delay", "3s");
    } finally {
      shell("rabbitmqctl delete_user stranger");
    }
  }

  @Test
  void virtualHostThatIsDownIsStartedAnew() throws Exception {
    assertStarts(uri, "--max-delay", "3s");
    setting.rabbitMq().failVirtualHost(uri);

    doAsTold(cure(uri, "--max-delay", "3s"));

    assertStarts(uri, "--max-delay", "3s");
  }

  @Test
  void nodesAreShownWhenTheAnswerToDeclarationIsLost() throws Exception {
    FrameFilter filter = new FrameFilter();
    filter.loseDeclarations("payment-processor");
    try (FaultyProxy proxy = new FaultyProxy(URI.create(uri).getPort(), filter)) {
      Process process = Jar.CONSUMER.start(Map.of("AMQP_URI", proxy.uri(uri)), List.of());
      Lines err = new Lines(process.getErrorStream());
      await().atMost(Duration.ofSeconds(60)).until(() -> filter.lost() > 0 || !process.isAlive());
      proxy.cutAll();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

      List<String> lines = err.allToTheEnd();
      assertThat(filter.lost()).as("%s", lines).isPositive();
      assertThat(doAsTold(lines.get(lines.size() - 1))).contains("Running Nodes", "rabbit@");
    }
  }

  /** Where it is not installed, the broker says so of the plugin that was meant. */
  @Test
  void pluginIsNamedAsItsBrokerKnowsIt() throws Exception {
    if (setting.broker().modes().contains("plugin")) {
      return;
    }
    String cure = cure(uri, "--delay", "plugin");
    if (setting.mode().equals("native")) {
      assertThat(cure).contains("use --delay auto").doesNotContain("`");
      return;
    }
    assertThatThrownBy(() -> doAsTold(cure))
        .hasMessageContaining("plugins_not_found, [:%s]".formatted(PLUGIN));

    String installed = cure.replace(PLUGIN, "rabbitmq_top"); // the same command, of another one
    assertThat(installed).isNotEqualTo(cure);
    assertThat(doAsTold(installed)).contains("rabbitmq_top");
    shell("rabbitmq-plugins disable rabbitmq_top");
  }

  /** One after the other, as a user would meet them; 3.10 has not all of them. */
  @Test
  void settingsAreMadeInTheConfigurationFileOfTheBroker() throws Exception {
    if (!setting.mode().equals("native")) {
      return;
    }
    String longest = "a".repeat(10_000);
    try (RabbitMqTestBroker own = setting.rabbitMq().another()) {
      String there = own.emptyVirtualHost();
      own.addUser("long", longest, there);
      String uri = there.replace("guest:guest@", "long:" + longest + "@");
      own.configure("80-wrong.conf", "auth_mechanisms.1 = AMQPLAIN\nconnection_max = 0\n");

      String lines = first(LINE, cure(uri)) + "\n";
      assertThat(lines).startsWith("auth_mechanisms");
      own.configure("81-cures.conf", lines);
      lines += first(LINE, cure(uri)) + "\n";
      assertThat(lines).contains("initial_frame_max");
      own.configure("81-cures.conf", lines);
      lines += first(KEY, cure(uri)) + " = 100\n";
      assertThat(lines).contains("connection_max");
      own.configure("81-cures.conf", lines);

      assertStarts(uri, "--max-delay", "3s");
    }
  }

  private static String first(Pattern part, String cure) {
    Matcher found = part.matcher(cure);
    assertThat(found.find()).as(cure).isTrue();
    return found.group(1);
  }

  @Test
  void permissionsThatAreMissingAreShown() throws Exception {
    String restricted =
        setting.rabbitMq().restrictedUri(uri, "^cli.*", "^cli.*", "^(?!dead-letters)");

    assertThat(doAsTold(cure(restricted))).contains(host, "^cli.*");
  }

  @Test
  void permissionToSendIsShown() throws Exception {
    assertThat(Jar.PRODUCER.run(Map.of("AMQP_URI", uri), "client", "1").exitCode()).isZero();
    String restricted = setting.rabbitMq().restrictedUri(uri, "^$", "^clients$", "^$");

    String cure = cure(Jar.PRODUCER.run(Map.of("AMQP_URI", restricted), "payment", "1"));

    assertThat(doAsTold(cure)).contains(host, "^clients$");
  }

  @Test
  void limitOfQueuesIsRaised() throws Exception {
    shell("rabbitmqctl set_vhost_limits -p %s '{\"max-queues\": 20}'".formatted(host));

    doAsTold(cure(uri, "--delay", "ladder"));

    assertStarts(uri, "--delay", "ladder");
  }

  @Test
  void limitOfConnectionsIsRaised() throws Exception {
    shell("rabbitmqctl set_vhost_limits -p %s '{\"max-connections\": 0}'".formatted(host));

    doAsTold(cure(uri));

    assertStarts(uri, "--max-delay", "3s");
  }

  @Test
  void limitsOfUserAreRaised() throws Exception {
    if (hasFeatureFlags()) {
      return; // one of them
    }
    setting.rabbitMq().addUser("few", "few", uri);
    String few = uri.replace("guest:guest@", "few:few@");
    shell("rabbitmqctl set_user_limits few '{\"max-connections\": 0, \"max-channels\": 3}'");

    doAsTold(cure(few, "--max-delay", "3s")); // of connections
    doAsTold(cure(few, "--max-delay", "3s")); // of channels

    assertStarts(few, "--max-delay", "3s");
  }

  @Test
  void limitOfChannelsOnConnectionIsRaised() throws Exception {
    try {
      setChannelMax("4");
      String cure = cure(uri, "--max-delay", "3s", "--publish-processed");
      assertThat(cure).contains("channel_max");

      setChannelMax(cure.replaceAll("\\D+", ""));

      assertStarts(uri, "--max-delay", "3s", "--publish-processed");
    } finally {
      setChannelMax("2047");
    }
  }

  private void setChannelMax(String number) throws Exception {
    shell("rabbitmqctl eval 'application:set_env(rabbit, channel_max, %s).'".formatted(number));
  }

  @Test
  void queueOfAnotherConnectionIsFound() throws Exception {
    try (Wire wire = new Wire(uri)) {
      wire.channel().queueDeclare("payment-processor", true, true, false, null);

      assertThat(doAsTold(cure(uri))).containsPattern("payment-processor\t<");
    }
    assertStarts(uri, "--max-delay", "3s");
  }

  @Test
  void programThatConsumesQueueAloneIsFound() throws Exception {
    assertStarts(uri, "--max-delay", "3s");
    try (Wire wire = new Wire(uri)) {
      DefaultConsumer alone = new DefaultConsumer(wire.channel());
      wire.channel()
          .basicConsume("payment-processor", false, "alone", false, true, Map.of(), alone);

      assertThat(doAsTold(cure(uri, "--max-delay", "3s")))
          .containsPattern("payment-processor\t.*\talone\t");
    }
    assertStarts(uri, "--max-delay", "3s");
  }

  /** Each of the ways out that are named leads on. */
  @Test
  void nativeQueueOfOtherDelaysIsUsedWithThese() throws Exception {
    if (!setting.mode().equals("native")) {
      return;
    }
    assertStarts(uri, "--delay", "native", "--delay-step", "2s");
    String cure = cure(uri, "--delay", "native");
    assertThat(cure).contains("start with --delay-step 2s --max-delay 60s;");
    assertStarts(uri, optionsIn(cure));

    doAsTold(cure);

    assertStarts(uri, "--delay", "native");
  }

  /** With the default mode, too; and both delays are named where both are others. */
  @Test
  void autoNamesTheDelaysThatNativeQueueWasMadeFor() throws Exception {
    if (!setting.mode().equals("native")) {
      return;
    }
    assertStarts(uri, "--max-delay", "3s");

    assertStarts(uri, optionsIn(cure(uri)));
    String cure = cure(uri, "--delay-step", "250ms", "--max-delay", "10s");
    assertThat(cure).contains("start with --delay-step 1s --max-delay 3s;");
    assertStarts(uri, optionsIn(cure));

    doAsTold(cure);

    assertStarts(uri, "--delay-step", "250ms", "--max-delay", "10s");
    assertThat(cure(uri)).contains("start with --delay-step 250ms --max-delay 10s;");
  }

  private static String[] optionsIn(String cure) {
    Matcher options = OPTIONS.matcher(cure);
    assertThat(options.find()).as(cure).isTrue();
    return options.group(1).split(" ");
  }

  @Test
  void queueOfAnotherModeIsUsedWithAuto() throws Exception {
    if (!setting.mode().equals("native")) {
      return;
    }
    assertStarts(uri, "--delay", "ladder", "--max-delay", "3s");
    String cure = cure(uri, "--delay", "native");
    assertThat(cure).contains("start with --delay auto");
    assertStarts(uri, "--delay", "auto", "--max-delay", "3s");

    doAsTold(cure);

    assertStarts(uri, "--delay", "native");
  }

  @Test
  void featureFlagIsEnabled() throws Exception {
    if (!hasFeatureFlags()) {
      return;
    }
    try (RabbitMqTestBroker fresh = setting.rabbitMq().withoutFeatureFlags()) {
      String there = fresh.emptyVirtualHost();

      doAsTold(cure(there), fresh);

      assertStarts(there, "--max-delay", "3s");
    }
  }
}
