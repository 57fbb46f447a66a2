package payments.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static payments.broker.TestClient.next;

import com.rabbitmq.client.GetResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.broker.TestClient.Arrival;

/** Where messages go that wait, while exchanges, queues and bindings come and go. */
class DelayedTopologyIT {

  private static EmbeddedBroker broker;

  private TestClient client;
  private String exchange;

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
  void disconnect() {
    client.close();
  }

  @Test
  void everyQueueBoundWithTheKeyGetsTheMessageOnce() throws Exception {
    String first = client.bindQueue(exchange, "key");
    String second = client.bindQueue(exchange, "second");
    client.channel().queueBind(second, exchange, "key");
    String other = client.bindQueue(exchange, "other");
    BlockingQueue<Arrival> toFirst = client.consume(first);
    BlockingQueue<Arrival> toSecond = client.consume(second);

    client.publish(exchange, "key", "payment", 100);
    client.publish(exchange, "other", "last", 101);

    assertThat(next(toFirst).text()).isEqualTo("payment");
    assertThat(next(toSecond).text()).isEqualTo("payment");
    assertThat(next(client.consume(other)).text()).isEqualTo("last");
    assertThat(toFirst).isEmpty();
    assertThat(toSecond).isEmpty();
  }

  @Test
  void aQueueBoundWithTwoKeysGetsWhatComesWithEither() throws Exception {
    String queue = client.bindQueue(exchange, "key");
    client.channel().queueBind(queue, exchange, "other");
    BlockingQueue<Arrival> arrivals = client.consume(queue);

    client.publish(exchange, "key", "first", 200);
    client.publish(exchange, "other", "second", 400);

    assertThat(next(arrivals).text()).isEqualTo("first");
    assertThat(next(arrivals).text()).isEqualTo("second");
  }

  @Test
  void anEmptyKeyIsAKey() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, ""));

    client.publish(exchange, "", "client", 50);

    assertThat(next(arrivals).text()).isEqualTo("client");
  }

  @Test
  void aQueueThatIsBoundWhileAMessageWaitsGetsIt() throws Exception {
    client.publish(exchange, "key", "payment", 1_000);

    String queue = client.bindQueue(exchange, "key");

    assertThat(next(client.consume(queue)).text()).isEqualTo("payment");
  }

  @Test
  void aQueueThatIsUnboundWhileAMessageWaitsDoesNotGetIt() throws Exception {
    String unbound = client.bindQueue(exchange, "key");
    String other = client.bindQueue(exchange, "other");
    client.publish(exchange, "key", "payment", 300);
    client.publish(exchange, "other", "later", 301);

    client.channel().queueUnbind(unbound, exchange, "key");

    assertThat(next(client.consume(other)).text()).isEqualTo("later");
    assertThat(client.channel().basicGet(unbound, true)).isNull();
  }

  @Test
  void aMessageWhoseQueueIsDeletedMeanwhileIsDroppedWithALogLine() throws Exception {
    String deleted = client.bindQueue(exchange, "key");
    String other = client.bindQueue(exchange, "other");
    client.publish(exchange, "key", "payment", 300);
    client.publish(exchange, "other", "later", 301);

    String logged =
        loggedDuring(
            () -> {
              client.channel().queueDelete(deleted);
              assertThat(next(client.consume(other)).text()).isEqualTo("later");
            });

    assertThat(logged).contains("message of exchange " + exchange + " dropped").contains("'key'");
    assertThat(client.channel().basicGet(client.bindQueue(exchange, "key"), true)).isNull();
  }

  @Test
  void messagesOfADeletedExchangeAreLostWithALogLine() throws Exception {
    String queue = client.bindQueue(exchange, "key");
    client.publish(exchange, "key", "payment", 300);

    String logged = loggedDuring(() -> client.channel().exchangeDelete(exchange));

    client.declareDelayed(exchange);
    client.channel().queueBind(queue, exchange, "key");
    client.publish(exchange, "key", "of the new one", 400);
    assertThat(next(client.consume(queue)).text()).isEqualTo("of the new one");
    assertThat(logged).contains("exchange " + exchange + " ends, delayed messages lost with it: 1");
  }

  @Test
  void exchangesDelayIndependentlyOfEachOther() throws Exception {
    String deleted = exchange + " 2";
    client.declareDelayed(deleted);
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));
    BlockingQueue<Arrival> ofDeleted = client.consume(client.bindQueue(deleted, "key"));
    client.publish(deleted, "key", "of the other", 50);
    client.publish(exchange, "key", "payment", 600);

    assertThat(next(ofDeleted).text()).isEqualTo("of the other");
    client.channel().exchangeDelete(deleted);

    assertThat(next(arrivals).text()).isEqualTo("payment");
  }

  @Test
  void declaringItAgainChangesNothing() throws Exception {
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue(exchange, "key"));
    client.publish(exchange, "key", "payment", 300);

    client.declareDelayed(exchange);

    assertThat(next(arrivals).text()).isEqualTo("payment");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"topic", "fanout", "x-delayed-message", ""})
  void typesOtherThanDirectAreRefused(String type) {
    Map<String, Object> arguments = new HashMap<>();
    if (type != null) {
      arguments.put("x-delayed-type", type);
    }

    assertThatThrownBy(() -> client.declareDelayed("refused", arguments))
        .isInstanceOf(IOException.class)
        .rootCause()
        .hasMessageContaining("x-delayed-type must be direct in this broker");
  }

  @Test
  void otherExchangesIgnoreTheArgument() throws Exception {
    Map<String, Object> arguments = Map.of("x-delayed-type", "direct", "x-unknown", 1);
    client.channel().exchangeDeclare("plain", "direct", true, false, arguments);
    String queue = client.bindQueue("plain", "key");

    client.publish("plain", "key", "payment", 600_000);

    GetResponse response = client.channel().basicGet(queue, true);
    assertThat(new String(response.getBody(), UTF_8)).isEqualTo("payment");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void whatNoQueueTakesGoesToTheAlternateExchange(int delayMillis) throws Exception {
    client.channel().exchangeDeclare("alternate", "fanout", true);
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue("alternate", ""));
    client.declareDelayed(
        "with alternate", Map.of("x-delayed-type", "direct", "alternate-exchange", "alternate"));
    String taking = client.bindQueue("with alternate", "taken");

    client.publish("with alternate", "taken", "taken", delayMillis);
    client.publish("with alternate", "nowhere", "payment", delayMillis);

    assertThat(next(arrivals).text()).isEqualTo("payment");
    assertThat(next(client.consume(taking)).text()).isEqualTo("taken");
    assertThat(arrivals).isEmpty();
  }

  @Test
  void aDirectExchangeHasAnAlternateExchange() throws Exception {
    client.channel().exchangeDeclare("of direct", "fanout", true);
    BlockingQueue<Arrival> arrivals = client.consume(client.bindQueue("of direct", ""));
    client
        .channel()
        .exchangeDeclare(
            "direct", "direct", true, false, Map.of("alternate-exchange", "of direct"));

    client.publish("direct", "nowhere", "payment", 0);

    assertThat(next(arrivals).text()).isEqualTo("payment");
  }

  @Test
  void anAlternateExchangeThatIsNotThereIsNamed() {
    Map<String, Object> arguments =
        Map.of("x-delayed-type", "direct", "alternate-exchange", "nowhere");

    assertThatThrownBy(() -> client.declareDelayed("refused", arguments))
        .rootCause()
        .hasMessageContaining("Unknown alternate destination 'nowhere'");
  }

  private interface Work {
    void run() throws Exception;
  }

  private static String loggedDuring(Work work) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    System.setErr(new PrintStream(logged, true, UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return logged.toString(UTF_8);
  }
}
