package payments.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static payments.broker.TestClient.next;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** How a broker starts and ends. */
class EmbeddedBrokerIT {

  private static final Duration PATIENCE = Duration.ofMillis(TestClient.PATIENCE_MILLIS);

  @Test
  void aFreePortIsTheBrokersOwn() throws Exception {
    try (EmbeddedBroker one = EmbeddedBroker.start(0);
        EmbeddedBroker other = EmbeddedBroker.start(0)) {
      assertThat(one.port()).isPositive().isNotEqualTo(other.port());
      assertDelivers(one);
      assertDelivers(other);
    }
  }

  @Test
  void nobodyReachesItFromOutside() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(0)) {
      for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
        for (InetAddress address : network.inetAddresses().toList()) {
          assertThat(accepts(address, broker.port()))
              .as("accepts connections on %s", address)
              .isEqualTo(address.getHostAddress().equals("127.0.0.1"));
        }
      }
    }
  }

  @Test
  void aRestartGivesAnEmptyBroker() throws Exception {
    EmbeddedBroker first = EmbeddedBroker.start(0);
    try (TestClient client = new TestClient(first.port())) {
      client.declareDelayed("payments");
      client.bindQueue("payments", "key");
      client.publish("payments", "key", "queued", 0);
      client.publish("payments", "key", "delayed", 60_000);
    } finally {
      first.close();
    }

    try (EmbeddedBroker second = EmbeddedBroker.start(first.port());
        TestClient client = new TestClient(second.port())) {
      assertThatThrownBy(() -> client.channel().exchangeDeclarePassive("payments"))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("404");
      var channel = client.channel().getConnection().createChannel();
      assertThatThrownBy(() -> channel.queueDeclarePassive("payments.key"))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("404");
    }
  }

  @Test
  void aTakenPortIsNamedAndItsBrokerStaysAlive() throws Exception {
    try (EmbeddedBroker first = EmbeddedBroker.start(0)) {
      assertThatThrownBy(() -> EmbeddedBroker.start(first.port()))
          .isInstanceOf(PortTakenException.class)
          .hasMessage("cannot listen on port " + first.port() + ": it is taken");

      assertDelivers(first);
    }
  }

  @Test
  void nothingOfABrokerWithoutAPortStaysRunning() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedBroker.start(taken.getLocalPort()))
          .isInstanceOf(PortTakenException.class);
    }

    awaitQuietly().untilAsserted(() -> assertThat(threadsSince(before)).isEmpty());
  }

  @Test
  void nothingOfAClosedBrokerStaysRunning() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    EmbeddedBroker broker = EmbeddedBroker.start(0);
    assertDelivers(broker);

    broker.close();

    assertThat(accepts(InetAddress.getLoopbackAddress(), broker.port())).isFalse();
    awaitQuietly().untilAsserted(() -> assertThat(threadsSince(before)).isEmpty());
  }

  @Test
  void closingDoesNotWaitForClientsOrDelayedMessages() throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(0);
    try (TestClient client = new TestClient(broker.port())) {
      client.declareDelayed("payments");
      client.publish("payments", "key", "payment", 60_000);

      long start = System.nanoTime();
      broker.close();

      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(5);
      await().atMost(PATIENCE).until(() -> !client.channel().isOpen());
    }
  }

  @Test
  void closingTwiceDoesNothingMore() {
    EmbeddedBroker broker = EmbeddedBroker.start(0);
    broker.close();

    broker.close();

    assertThat(broker.port()).isPositive();
  }

  /** Waits without a thread of its own, which would be counted. */
  private static ConditionFactory awaitQuietly() {
    return await().atMost(PATIENCE).pollInSameThread();
  }

  private static void assertDelivers(EmbeddedBroker broker) throws Exception {
    try (TestClient client = new TestClient(broker.port())) {
      client.declareDelayed("payments");
      var arrivals = client.consume(client.bindQueue("payments", "key"));

      client.publish("payments", "key", "payment", 10);

      assertThat(next(arrivals).text()).isEqualTo("payment");
    }
  }

  private static boolean accepts(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), TestClient.PATIENCE_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Set<Thread> threadsSince(Set<Thread> before) {
    Set<Thread> now = new HashSet<>(Thread.getAllStackTraces().keySet());
    now.removeAll(before);
    return now;
  }
}
