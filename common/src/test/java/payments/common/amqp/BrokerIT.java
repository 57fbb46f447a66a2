package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.ReportedException;

/** Connects to brokers that stand in for bad ones, which real ones cannot be made to be at will. */
class BrokerIT {
  private static final Duration SLOW_HOST = Duration.ofSeconds(6);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
  private static final int OFTEN = 8;

  private final List<StandInBroker> brokers = new ArrayList<>();

  private StandInBroker with(StandInBroker broker) {
    brokers.add(broker);
    return broker;
  }

  @AfterEach
  void closeBrokers() throws Exception {
    for (StandInBroker broker : brokers) {
      broker.close();
    }
  }

  private static Broker to(StandInBroker... hosts) {
    return to(Stream.of(hosts).map(StandInBroker::place).collect(Collectors.joining(",")));
  }

  private static Broker to(String hosts) {
    return new Broker("amqp://user:s3cret@" + hosts + "/host", null);
  }

  private static String unused() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static Duration time(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void connectionEndsInOrderWhereTheBrokerAnswers() throws Exception {
    StandInBroker working = with(StandInBroker.working());
    Broker broker = to(working);
    Connection connection = broker.connect("test");

    assertThat(time(() -> broker.close(connection))).isLessThan(Duration.ofMillis(1_400));
    assertThat(working.methods()).contains(StandInBroker.CLOSE_CONNECTION);
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void connectionsEndInTimeThoughTheirSocketsAreFull() throws Exception {
    StandInBroker deaf = with(StandInBroker.deaf());
    Broker broker = to(deaf);
    List<Connection> connections = List.of(broker.connect("one"), broker.connect("two"));
    List<Thread> publishing = new ArrayList<>();
    for (Connection connection : connections) {
      publishing.add(fill(broker.openChannel(connection)));
    }

    assertTimeoutPreemptively(LONGEST_CLOSE, () -> broker.close(connections));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(publishing).noneMatch(Thread::isAlive));
  }

  /** Publishes until the socket takes nothing more, and goes on. */
  private static Thread fill(Channel channel) {
    AtomicInteger published = new AtomicInteger();
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  channel.basicPublish("", "queue", null, new byte[100_000]);
                  published.incrementAndGet();
                }
              } catch (IOException | RuntimeException e) {
                // its end
              }
            });
    thread.setDaemon(true);
    thread.start();
    AtomicInteger before = new AtomicInteger(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> before.getAndSet(published.get()) == published.get());
    return thread;
  }

  @Test
  void nextHostIsTriedAtOnceWhereOneRefuses() throws Exception {
    StandInBroker working = with(StandInBroker.working());
    Broker broker = to(unused() + "," + unused() + "," + working.place());

    Duration taken =
        time(
            () -> {
              for (int i = 0; i < OFTEN; i++) {
                assertThat(broker.nodeOf(broker.connect("test"))).isEqualTo(working.place());
              }
            });

    assertThat(taken).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void hostThatSaysNothingIsNotWaitedForAlone() throws Exception {
    StandInBroker working = with(StandInBroker.working());
    StandInBroker silent = with(StandInBroker.silent());

    while (silent.connections() < 3) {
      Broker broker = to(silent, working); // a new one does not know who was silent
      assertThat(time(() -> broker.close(broker.connect("test")))).isLessThan(SLOW_HOST);
    }
  }

  @Test
  void everyHostGetsConnections() throws Exception {
    StandInBroker one = with(StandInBroker.working());
    StandInBroker other = with(StandInBroker.working());
    Broker broker = to(one, other);

    for (int i = 0; i < 40; i++) {
      broker.connect("test");
    }

    assertThat(one.connections()).isBetween(1, 39);
    assertThat(one.connections() + other.connections()).isEqualTo(40);
  }

  @Test
  void hostThatWasJustLostIsTriedLast() throws Exception {
    StandInBroker one = with(StandInBroker.working());
    StandInBroker other = with(StandInBroker.working());
    Broker broker = to(one, other);
    Connection connection = broker.connect("test");
    boolean onOne = broker.nodeOf(connection).equals(one.place());
    StandInBroker lost = onOne ? one : other;
    StandInBroker kept = onOne ? other : one;

    lost.cutAll();
    await().until(() -> !connection.isOpen());

    for (int i = 0; i < OFTEN; i++) {
      assertThat(broker.nodeOf(broker.connect("test"))).isEqualTo(kept.place());
    }
  }

  @Test
  void publishingGoesToTheNodeOfTheOtherConnection() throws Exception {
    Broker broker = to(with(StandInBroker.working()), with(StandInBroker.working()));

    for (int i = 0; i < OFTEN; i++) {
      Connection consuming = broker.connect("consuming");
      Connection publishing = broker.connectToPublish("publishing", consuming);
      assertThat(broker.nodeOf(publishing)).isEqualTo(broker.nodeOf(consuming));
    }
  }

  @Test
  void publishingGoesElsewhereWhereTheNodeTakesNoMore() throws Exception {
    StandInBroker once =
        with(
            StandInBroker.that(
                    (socket, number) -> {
                      if (number > 1) {
                        socket.close();
                      }
                    })
                .answering("PLAIN", ""));
    StandInBroker working = with(StandInBroker.working());
    AtomicReference<String> host = new AtomicReference<>(once.place());
    Broker broker =
        new Broker(
            () -> AmqpUri.parse("amqp://" + host.get()),
            new Trust(Optional.empty(), Optional.empty()));
    Connection consuming = broker.connect("consuming");
    host.set(once.place() + "," + working.place());

    Connection publishing = broker.connectToPublish("publishing", consuming);

    assertThat(broker.nodeOf(publishing)).isEqualTo(working.place());
    assertThat(consuming.isOpen()).isTrue();
  }

  @Test
  void publishingIsTriedAgainBehindALoadBalancerWithADeadServer() throws Exception {
    StandInBroker deadForSome =
        with(
            StandInBroker.that(
                    (socket, number) -> {
                      if (number >= 2 && number <= 7) {
                        socket.close();
                      }
                    })
                .answering("PLAIN", ""));
    Broker broker = to(deadForSome);
    Connection consuming = broker.connect("consuming");

    Connection publishing = broker.connectToPublish("publishing", consuming);

    assertThat(publishing.isOpen()).isTrue();
    assertThat(consuming.isOpen()).isTrue();
  }

  @Test
  void publishingIsGivenUpAfterTenSeconds() throws Exception {
    StandInBroker once =
        with(
            StandInBroker.that(
                    (socket, number) -> {
                      if (number > 1) {
                        socket.close();
                      }
                    })
                .answering("PLAIN", ""));
    Broker broker = to(once);
    Connection consuming = broker.connect("consuming");

    Duration taken =
        time(
            () ->
                assertThatThrownBy(() -> broker.connectToPublish("publishing", consuming))
                    .isInstanceOf(ReportedException.class)
                    .hasMessageContaining("it ends the connection at once"));

    assertThat(taken).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(15));
    assertThat(once.connections()).isGreaterThan(5);
    assertThat(consuming.isOpen()).isTrue();
  }

  @Test
  void connectionTimeoutOfTheUriIsHonoured() throws Exception {
    StandInBroker silent = with(StandInBroker.silent());
    Broker broker = new Broker("amqp://" + silent.place() + "?connection_timeout=300", null);

    assertThat(time(() -> failure(broker))).isLessThan(Duration.ofSeconds(5));
    assertThat(failure(broker)).hasMessageEndingWith(silent.place() + ": no answer in time");
  }

  /** Each byte comes in time, and the handshake never ends. */
  @Test
  void encryptionIsNotWaitedForLongerThanThat() throws Exception {
    StandInBroker slow = with(StandInBroker.that((socket, number) -> trickle(socket)));
    Broker broker = new Broker("amqps://" + slow.place() + "?connection_timeout=300", null);

    ReportedException failure =
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> failure(broker));

    assertThat(failure).hasMessageEndingWith(slow.place() + ": no answer in time");
  }

  /** Sends the start of a TLS handshake, and the rest of it a byte at a time. */
  private static void trickle(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(new byte[] {22, 3, 3, 62, (byte) 128, 2, 0, 62, 124});
    while (true) {
      out.write(0);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static ReportedException failure(Broker broker) {
    try {
      broker.connect("test");
    } catch (ReportedException e) {
      return e;
    }
    throw new AssertionError("connected");
  }

  @Test
  void heartbeatIsTenSecondsUnlessTheUriSaysElse() throws Exception {
    StandInBroker working = with(StandInBroker.working());
    Broker five = new Broker("amqp://" + working.place() + "?heartbeat=5", null);

    assertThat(to(working).connect("test").getHeartbeat()).isEqualTo(10);
    assertThat(five.connect("test").getHeartbeat()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "220 mail ESMTP\r\n",
        "AMQP\1\1\0\12"
      })
  void whatSpeaksFirstIsNoBroker(String text) throws Exception {
    ReportedException failure = failure(to(with(StandInBroker.that(StandInBroker.saying(text)))));

    assertThat(failure).hasMessageContaining("does not speak AMQP");
    assertThat(failure.mayPass()).isFalse();
  }

  @Test
  void loadBalancerWithoutServersMayGetOne() throws Exception {
    ReportedException failure =
        failure(to(with(StandInBroker.that((socket, number) -> socket.close()))));

    assertThat(failure).hasMessageContaining("ends the connection at once");
    assertThat(failure.mayPass()).isTrue();
  }

  @Test
  void brokerThatTakesNoPasswordsIsNamed() throws Exception {
    StandInBroker external =
        with(StandInBroker.that((socket, number) -> {}).answering("EXTERNAL", ""));

    assertThat(failure(to(external))).hasMessageContaining("takes no passwords", "EXTERNAL");
  }
}
