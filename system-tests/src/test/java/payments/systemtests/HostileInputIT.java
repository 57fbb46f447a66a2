package payments.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import payments.prove.trial.Lines;

/**
 * Messages of careless and of malicious producers stop nothing, get lost nowhere and forge no line
 * of output. {@code -Dhostile.seed} repeats the messages of a run.
 */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#settings")
class HostileInputIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** RabbitMQ sends a dead letter that no queue confirms again after three minutes. */
  private static final Duration LONG_PATIENCE = Duration.ofMinutes(4);

  private static final int MESSAGES = 10_000;
  private static final int BATCH = 500;
  private static final int FIRST_ID = 1_000;
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @Parameter Brokers.Setting setting;

  private static final Pattern ID = Pattern.compile("\"id\":\\s*(\\d+)");

  private final List<String> sent = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();

  /**
   * How many may be what another one was already: nothing is said of those that look like copies.
   */
  private int repeated;

  private String uri;

  @BeforeEach
  void findBroker() throws Exception {
    uri = setting.uri();
  }

  @Test
  void eachMessageIsProcessedOrWaitsOrBecomesDeadLetter() throws Exception {
    String given = System.getProperty("hostile.seed", "");
    long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    System.out.printf("hostile input on %s: -Dhostile.seed=%d%n", setting, seed);
    try (Consumer consumer =
            Consumer.start(
                uri, "--delay", setting.mode(), "--delay-step", "200ms", "--max-delay", "1s");
        Wire wire = new Wire(uri)) {
      wire.channel().queueDeclare(HostileMessages.ELSEWHERE, true, false, false, null);
      register(LongStream.rangeClosed(1, HostileMessages.KNOWN_CLIENTS).boxed().toList(), wire);
      consumer.await("registered", HostileMessages.KNOWN_CLIENTS);
      HostileMessages messages =
          new HostileMessages(
              new Random(seed), wire.channel().getConnection().getFrameMax(), setting.isRabbitMq());
      for (int i = 0; i < MESSAGES; i++) {
        publish(messages.next(FIRST_ID + i), wire);
        if (i % BATCH == 0) {
          wire.channel().waitForConfirmsOrDie(60_000);
        }
      }
      wire.channel().waitForConfirmsOrDie(60_000);

      awaitAllSettled(consumer, wire);

      assertThat(consumer.events("ready")).hasSize(1);
      assertThat(consumer.stop()).as("%s", consumer.log()).isZero();
      assertThat(consumer.log()).noneMatch(UNSEEN.asPredicate());
      assertTotalsAre(count(consumer), consumer.events("stopped").get(0));
      assertEachIsAccountedFor(consumer, wire);
      assertThat(wire.channel().queueDelete(HostileMessages.ELSEWHERE).getMessageCount())
          .isEqualTo(setting.isRabbitMq() ? messages.diverted() : 0);
      if (setting.isRabbitMq()) {
        setting.rabbitMq().awaitEmpty(uri);
      }
    }
  }

  private void register(List<Long> clients, Wire wire) throws Exception {
    for (long client : clients) {
      byte[] body = Wire.client(client).getBytes(UTF_8);
      publish(new HostileMessages.Hostile("clients-processor", null, body), wire);
    }
    wire.channel().waitForConfirmsOrDie(60_000);
  }

  private void publish(HostileMessages.Hostile message, Wire wire) throws Exception {
    wire.channel().basicPublish("", message.queue(), message.properties(), message.body());
    String body = new String(message.body(), ISO_8859_1);
    sent.add(kind(message.queue()) + body);
    Matcher id = ID.matcher(body);
    String messageId = message.properties() == null ? null : message.properties().getMessageId();
    if (kind(message.queue()).equals("payment ")
        && id.find()
        && !keys.add(id.group(1) + " " + messageId)) {
      repeated++;
    }
  }

  private static String kind(String queue) {
    return queue.equals("clients-processor") ? "client " : "payment ";
  }

  /** Waits until all is settled but what waits for a client, and registers these clients. */
  private void awaitAllSettled(Consumer consumer, Wire wire) throws Exception {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .failFast(() -> requireOneSession(consumer))
        .untilAsserted(
            () ->
                assertThat(settled(consumer) + waiting(consumer).size())
                    .as(() -> "%s %s".formatted(count(consumer), consumer.log()))
                    .isBetween((long) sent.size() - repeated, (long) sent.size()));
    assertThat(waiting(consumer)).isNotEmpty();
    Set<Long> registered = new HashSet<>();
    await()
        .atMost(LONG_PATIENCE)
        .during(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(200))
        .failFast(() -> requireOneSession(consumer))
        .untilAsserted(
            () -> {
              assertThat(registerClientsOfWaiting(consumer, wire, registered)).isEmpty();
              assertThat(registered(consumer)).containsAll(registered);
              assertThat(settled(consumer))
                  .isBetween((long) sent.size() - repeated, (long) sent.size());
              if (setting.isRabbitMq()) { // copies of what was processed at once still come back
                assertThat(setting.rabbitMq().waiting(uri).entrySet())
                    .noneMatch(queue -> queue.getKey().startsWith("payment-"));
              }
            });
  }

  /**
   * As some may be what others were, and nothing is said of those, the last ones may be postponed
   * after as many are settled as there may be. Returns those that were not registered yet.
   */
  private List<Long> registerClientsOfWaiting(Consumer consumer, Wire wire, Set<Long> registered)
      throws Exception {
    List<Long> clients =
        waiting(consumer).stream()
            .map(e -> e.path("clientId").asLong())
            .filter(registered::add)
            .toList();
    register(clients, wire);
    return clients;
  }

  private static Set<Long> registered(Consumer consumer) {
    return consumer.events("registered").stream()
        .map(e -> e.path("clientId").asLong())
        .collect(Collectors.toSet());
  }

  private static void requireOneSession(Consumer consumer) {
    assertThat(consumer.isAlive()).as("%s", consumer.log()).isTrue();
    assertThat(consumer.events("ready")).as("%s", consumer.log()).hasSize(1);
  }

  private static long settled(Consumer consumer) {
    Map<String, Long> count = count(consumer);
    return Stream.of("registered", "processed", "duplicate", "dead-lettered")
        .mapToLong(name -> count.getOrDefault(name, 0L))
        .sum();
  }

  private static Map<String, Long> count(Consumer consumer) {
    return consumer.events().stream()
        .collect(Collectors.groupingBy(e -> e.path("event").asText(), Collectors.counting()));
  }

  /** Returns one event for each payment that was postponed and not processed. */
  private static List<JsonNode> waiting(Consumer consumer) {
    Map<String, JsonNode> waiting = new HashMap<>();
    for (JsonNode event : consumer.events()) {
      switch (event.path("event").asText()) {
        case "postponed" -> waiting.put(ids(event), event);
        case "processed", "duplicate" -> waiting.remove(ids(event));
        default -> {}
      }
    }
    return List.copyOf(waiting.values());
  }

  private static String ids(JsonNode event) {
    return event.path("paymentId").asLong() + " of " + event.path("clientId").asLong();
  }

  private static void assertTotalsAre(Map<String, Long> count, JsonNode stopped) {
    Map<String, String> totals =
        Map.of(
            "registered", "registered",
            "processed", "processed",
            "postponed", "postponed",
            "duplicate", "duplicates",
            "dead-lettered", "deadLettered");
    totals.forEach(
        (event, total) ->
            assertThat(stopped.path(total).asLong())
                .as(event)
                .isEqualTo(count.getOrDefault(event, 0L)));
  }

  /** Each body that was sent is a dead letter or has its id in an event, and nothing else is. */
  private void assertEachIsAccountedFor(Consumer consumer, Wire wire) throws Exception {
    List<String> done = new ArrayList<>();
    for (JsonNode event : consumer.events()) {
      switch (event.path("event").asText()) {
        case "registered" -> done.add("client " + event.path("clientId").asLong());
        case "processed", "duplicate" -> done.add("payment " + event.path("paymentId").asLong());
        default -> {}
      }
    }
    Map<String, Integer> left = new HashMap<>();
    sent.forEach(body -> left.merge(body, 1, Integer::sum));
    for (GetResponse letter = wire.take("dead-letters");
        letter != null;
        letter = wire.take("dead-letters")) {
      Map<String, Object> headers = letter.getProps().getHeaders();
      assertThat(headers.get("reason").toString()).isIn("malformed", "conflict");
      assertThat(headers.get("attempts")).isInstanceOf(Integer.class);
      assertThat(headers.get("first-seen")).isInstanceOf(Long.class);
      String body =
          kind(headers.get("from-queue").toString()) + new String(letter.getBody(), ISO_8859_1);
      assertThat(left).containsKey(body);
      left.computeIfPresent(body, (key, times) -> times == 1 ? null : times - 1);
    }
    List<String> expected = new ArrayList<>();
    left.forEach(
        (message, times) -> {
          String[] parts = message.split(" ", 2);
          long id = idIn(parts[1].getBytes(ISO_8859_1));
          for (int i = 0; i < times; i++) {
            expected.add(parts[0] + " " + id);
          }
        });
    done.forEach(message -> assertThat(expected.remove(message)).as(message).isTrue());
    assertThat(expected).hasSizeLessThanOrEqualTo(repeated);
    assertThat(done).containsAll(expected);
  }

  /** Reads as far as it must: what follows may be more than a tree can hold. */
  private static long idIn(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME
            && parser.getParsingContext().getParent().inRoot()
            && parser.currentName().equals("id")) {
          parser.nextToken();
          return parser.getLongValue();
        }
      }
      throw new AssertionError("no id");
    } catch (IOException e) {
      throw new AssertionError("not JSON", e);
    }
  }

  private static JsonNode tree(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("not JSON", e);
    }
  }

  @Test
  void contentsForgeNoLineOfEvents() throws Exception {
    List<String> lines = eventsOfForgers("--json");

    assertThat(lines).allMatch(line -> line.matches("\\p{ASCII}*"));
    assertNumbers(lines, line -> tree(line.getBytes(ISO_8859_1)).path("event").asText());
  }

  @Test
  void contentsForgeNoLineOfText() throws Exception {
    Pattern event =
        Pattern.compile(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} "
                + "(?:(?<ready>ready): .+"
                + "|client \\d+ (?<registered>registered)"
                + "|payment \\d+ (?<postponed>postponed) by 60 s: client \\d+ is not registered"
                + " \\(attempt 1\\)"
                + "|payment \\d+ of client \\d+ (?<processed>processed)"
                + "|message of \\S+ (?<dead>dead-lettered), malformed: .+"
                + "|(?<stopped>stopped): [\\w ,-]+)");

    List<String> lines = eventsOfForgers();

    assertNumbers(
        lines,
        line ->
            event
                .matcher(line)
                .results()
                .filter(match -> match.group().equals(line))
                .flatMap(match -> Stream.of(1, 2, 3, 4, 5, 6).map(match::group))
                .filter(group -> group != null)
                .findFirst()
                .orElse(line));
  }

  /** Returns what a consumer writes that gets each text in each place where one fits. */
  private List<String> eventsOfForgers(String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("--delay", setting.mode(), "--delay-step", "60s", "--max-delay", "60s"));
    arguments.addAll(List.of(options));
    Process process = Jar.CONSUMER.start(Map.of("AMQP_URI", uri), arguments);
    try (Wire wire = new Wire(uri)) {
      Lines out = new Lines(process.getInputStream());
      Lines err = new Lines(process.getErrorStream());
      // that there are no streams is a warning, which is an event with --json
      int warnings = options.length > 0 && !setting.broker().hasStreams() ? 1 : 0;
      await().atMost(PATIENCE).until(() -> out.all().size() == 1 + warnings);
      wire.send("clients", "", null, Wire.client(1));
      await().atMost(PATIENCE).until(() -> out.all().size() == 2 + warnings);
      sendForgers(wire);
      int expected = warnings + numbers().values().stream().mapToInt(Long::intValue).sum();
      await().atMost(PATIENCE).until(() -> out.all().size() >= expected - 1);
      process.toHandle().destroy();
      assertThat(process.waitFor()).isZero();
      assertThat(Stream.concat(out.allToTheEnd().stream(), err.allToTheEnd().stream()))
          .noneMatch(UNSEEN.asPredicate());
      return out.all().subList(warnings, out.all().size());
    } finally {
      process.destroyForcibly();
    }
  }

  private void sendForgers(Wire wire) throws Exception {
    long id = 1;
    for (String text : HostileMessages.TEXTS) {
      id++;
      String quoted = JSON.writeValueAsString(text);
      BasicProperties properties =
          new BasicProperties.Builder()
              .messageId(text)
              .type(text)
              .headers(Map.of(text, text, "detail", text, "x-retry", text, "first-seen", text))
              .build();
      for (String body :
          List.of(
              "{\"id\":%s}".formatted(quoted),
              "{\"id\":x%s}".formatted(text),
              "{%s:1,%s:1}".formatted(quoted, quoted),
              text)) {
        wire.send("", "payment-processor", properties, body);
        wire.send("", "clients-processor", properties, body);
      }
      wire.sendPayment(id, 1, properties);
      wire.sendPayment(id + 500, id + 1_000, properties); // not twice the same
      String client = "{\"id\":%d,\"name\":%s,%s:1}".formatted(id, quoted, quoted);
      wire.send("clients", "", properties, client);
      if (setting.broker().hasStreams()) {
        wire.send("", "clients-log", properties, "{\"id\":x%s}".formatted(text));
      }
    }
  }

  private static Map<String, Long> numbers() {
    long texts = HostileMessages.TEXTS.size();
    return Map.of(
        "ready",
        1L,
        "registered",
        texts + 1,
        "postponed",
        texts,
        "processed",
        texts,
        "dead-lettered",
        8 * texts,
        "stopped",
        1L);
  }

  private static void assertNumbers(List<String> lines, Function<String, String> event) {
    assertThat(lines.stream().collect(Collectors.groupingBy(event, Collectors.counting())))
        .isEqualTo(numbers());
  }
}
