package payments.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static payments.broker.TestClient.next;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.broker.TestClient.Arrival;

/** How long messages wait, and how they look after that. */
class DelayedExchangeIT {

  /** How much later than due a message may come, on a busy machine. */
  private static final long LATENESS_MILLIS = 2_000;

  /** So long that a test which waits for it fails. */
  private static final int VERY_LONG_MILLIS = 600_000;

  private static EmbeddedBroker broker;

  private TestClient client;
  private String exchange;

  static Stream<Object> delaysThatAreNone() {
    return Stream.of(
        0,
        -VERY_LONG_MILLIS,
        Long.MIN_VALUE,
        4_294_967_296L,
        "" + VERY_LONG_MILLIS,
        "soon",
        (double) VERY_LONG_MILLIS,
        Map.of("millis", VERY_LONG_MILLIS),
        List.of(VERY_LONG_MILLIS),
        true);
  }

  static Stream<Number> integersOfEveryWidth() {
    return Stream.of((byte) 100, (short) 100, 100, 100L);
  }

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(0);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void connect(TestInfo test) throws Exception {
    client = new TestClient(broker.port());
    exchange = test.getTestMethod().orElseThrow().getName();
    client.declareDelayed(exchange);
  }

  @AfterEach
  void disconnect() throws Exception {
    client.channel().exchangeDelete(exchange); // parameterized tests use it again
    client.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 250, 1_000})
  void aMessageArrivesWhenItsTimeHasComeAndNotBefore(int delay) throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));

    long start = System.nanoTime();
    client.publish(exchange, "key", "payment", delay);

    assertThat(next(arrivals).millisSince(start)).isBetween((long) delay, delay + LATENESS_MILLIS);
  }

  @ParameterizedTest
  @MethodSource("integersOfEveryWidth")
  void theDelayComesBackNegatedAsALong(Number delay) throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));

    client.publish(exchange, "key", "payment", delay);

    assertThat(next(arrivals).header("x-delay")).isEqualTo(-100L);
  }

  @Test
  void aHeaderWithoutNameLosesNoMessage() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));
    Map<String, Object> headers = Map.of("", 1, "x-delay", 1, "a", Map.of("", 2));

    client.publish(exchange, "key", "payment".getBytes(UTF_8), headers);

    Arrival arrival = next(arrivals);
    assertThat(arrival.text()).isEqualTo("payment");
    assertThat(arrival.header("")).isEqualTo(1);
    assertThat(arrival.header("a")).isEqualTo(Map.of("", 2));
  }

  @ParameterizedTest
  @MethodSource("delaysThatAreNone")
  void whatIsNoDelayIsRoutedAtOnceAndUnchanged(Object delay) throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));

    client.publish(exchange, "key", "payment", delay);

    assertThat(String.valueOf(next(arrivals).header("x-delay"))).isEqualTo(String.valueOf(delay));
  }

  @Test
  void aMessageWithoutTheHeaderOrAnyHeadersIsRoutedAtOnce() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));

    client.publish(exchange, "key", "payment".getBytes(UTF_8), Map.of());
    client.channel().basicPublish(exchange, "key", null, "client".getBytes(UTF_8));

    assertThat(next(arrivals).text()).isEqualTo("payment");
    assertThat(next(arrivals).text()).isEqualTo("client");
  }

  @Test
  void theLongestDelayWaits() throws Exception {
    String queue = client.bindQueue(exchange, "key");

    client.publish(exchange, "key", "in seven weeks", 4_294_967_295L);
    client.publish(exchange, "key", "now", 0);

    GetResponse first = client.channel().basicGet(queue, true);
    assertThat(new String(first.getBody(), UTF_8)).isEqualTo("now");
    assertThat(client.channel().basicGet(queue, true)).isNull();
  }

  @Test
  void onlyTheDelayChangesInWhatIsDelivered() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));
    Map<String, Object> headers = new HashMap<>(Map.of("x-delay", 50, "x-retry", 3));
    headers.put("first-seen", 1_795_000_000_123L);
    headers.put("nested", Map.of("list", List.of(1, 2)));
    BasicProperties sent =
        new BasicProperties.Builder()
            .contentType("application/json")
            .contentEncoding("UTF-8")
            .deliveryMode(2)
            .priority(4)
            .messageId("0b0f7d7e-7b1e-4b51-8c2b-3a2f1e5f9d00")
            .correlationId("c")
            .replyTo("r")
            .type("payment")
            .appId("test")
            .headers(headers)
            .build();

    client.channel().basicPublish(exchange, "key", sent, "{\"id\":8843}".getBytes(UTF_8));

    Arrival arrival = next(arrivals);
    headers.put("x-delay", -50L);
    assertThat(arrival.text()).isEqualTo("{\"id\":8843}");
    assertThat(arrival.properties())
        .usingRecursiveComparison()
        .ignoringFields("headers", "bodySize")
        .isEqualTo(sent);
    assertThat(arrival.properties().getHeaders()).isEqualTo(headers);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000_000})
  void bodiesOfEverySizeWait(int size) throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);

    client.publish(exchange, "key", body, Map.of("x-delay", 50));

    assertThat(next(arrivals).body()).isEqualTo(body);
  }

  @Test
  void messagesArriveInTheOrderOfTheirDelays() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));

    client.publish(exchange, "key", "third", 900);
    client.publish(exchange, "key", "first", 300);
    client.publish(exchange, "key", "second", 600);

    assertThat(List.of(next(arrivals).text(), next(arrivals).text(), next(arrivals).text()))
        .containsExactly("first", "second", "third");
  }

  @Test
  void messagesWithOneDelayKeepTheirOrder() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add("payment " + i);
      client.publish(exchange, "key", sent.get(i), 300);
    }

    List<String> received = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      received.add(next(arrivals).text());
    }
    assertThat(received).isEqualTo(sent);
  }

  @Test
  void manyMessagesWaitEachForItsOwnTime() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));
    List<Integer> delays = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      delays.add(4 * i);
    }
    Collections.shuffle(delays, new Random(1));
    Map<Integer, Long> starts = new HashMap<>();
    for (int delay : delays) {
      starts.put(delay, System.nanoTime());
      client.publish(exchange, "key", "payment", delay);
    }

    for (int i = 0; i < delays.size(); i++) {
      Arrival arrival = next(arrivals);
      int delay = -((Number) arrival.header("x-delay")).intValue();
      assertThat(arrival.millisSince(starts.remove(delay)))
          .as("wait with x-delay %d", delay)
          .isBetween((long) delay, delay + LATENESS_MILLIS);
    }
    assertThat(starts).isEmpty();
  }

  @Test
  void aDelayedPersistentMessageIsConfirmedWhileItWaits() throws Exception {
    String queue = client.bindQueue(exchange, "key");

    client.publish(exchange, "key", "payment", VERY_LONG_MILLIS);

    assertThat(client.channel().basicGet(queue, true)).isNull();
  }

  @Test
  void aMessageOutlivesTheConnectionOfItsPublisher() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));

    try (TestClient publisher = new TestClient(broker.port())) {
      publisher.publish(exchange, "key", "payment", 500);
    }

    assertThat(next(arrivals).text()).isEqualTo("payment");
  }

  @Test
  void theDelayBeginsWithTheCommitOfATransaction() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));
    BasicProperties delayed = new BasicProperties.Builder().headers(Map.of("x-delay", 200)).build();
    try (var transacted = client.channel().getConnection().createChannel()) {
      transacted.txSelect();
      transacted.basicPublish(exchange, "key", delayed, "rolled back".getBytes(UTF_8));
      transacted.txRollback();
      transacted.basicPublish(exchange, "key", delayed, "committed".getBytes(UTF_8));
      long start = System.nanoTime();
      transacted.txCommit();

      Arrival arrival = next(arrivals);
      assertThat(arrival.text()).isEqualTo("committed");
      assertThat(arrival.millisSince(start)).isGreaterThanOrEqualTo(200);
    }
  }
}
