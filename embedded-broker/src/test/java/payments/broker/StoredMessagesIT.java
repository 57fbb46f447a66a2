package payments.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static payments.broker.TestClient.next;

import com.rabbitmq.client.GetResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.VirtualHostNode;
import org.apache.qpid.server.store.MessageStore;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import payments.broker.TestClient.Arrival;

/** That the broker's store keeps what somebody may receive, and nothing else. */
class StoredMessagesIT {

  private static final Duration PATIENCE = Duration.ofMillis(TestClient.PATIENCE_MILLIS);
  private static final int COUNT = 10;

  private final QpidBroker broker = new QpidBroker();
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    broker.start(0);
    client = new TestClient(broker.listen());
    client.declareDelayed("payments");
  }

  @AfterEach
  void stop() {
    client.close();
    broker.stop();
  }

  @Test
  void aDelayedMessageIsFreedWhenAllItsQueuesHaveDeliveredIt() throws Exception {
    BlockingQueue<Arrival> first = client.consume(client.bindQueue("payments", "key"));
    String queue = client.bindQueue("payments", "second");
    client.channel().queueBind(queue, "payments", "key");
    BlockingQueue<Arrival> second = client.consume(queue);

    publishWithDelay(500);
    assertThat(storedMessages()).isPositive();

    for (int i = 0; i < COUNT; i++) {
      next(first);
      next(second);
    }
    await().atMost(PATIENCE).until(() -> storedMessages() == 0);
    assertThat(store().getInMemorySize()).isZero();
  }

  @Test
  void aDelayedMessageWithoutAQueueIsFreedWhenItIsDue() throws Exception {
    publishWithDelay(100);

    await().atMost(PATIENCE).until(() -> storedMessages() == 0);
  }

  @Test
  void whatWaitsIsFreedWithItsExchange() throws Exception {
    publishWithDelay(600_000);
    assertThat(storedMessages()).isEqualTo(COUNT);

    client.channel().exchangeDelete("payments");

    assertThat(storedMessages()).isZero();
  }

  @Test
  void aMessageThatTheBrokerCannotReadStaysThroughItsHousekeeping() throws Exception {
    Queue<?> queue = publishUnreadable();

    queue.checkMessageStatus();

    assertThat(client.channel().messageCount("payments.key")).isEqualTo(COUNT);
  }

  @Test
  void aMessageThatTheBrokerCannotReadIsMovedInMemoryLikeOthers() throws Exception {
    Queue<?> queue = publishUnreadable();

    queue.reallocateMessages();

    for (int i = 0; i < COUNT; i++) {
      GetResponse kept = client.channel().basicGet("payments.key", true);
      assertThat(kept.getProps().getHeaders()).containsEntry("", i);
      assertThat(new String(kept.getBody(), UTF_8)).isEqualTo("payment " + i);
    }
  }

  @Test
  void allThatIsGivenBackAtOnceComesAgain() throws Exception {
    publishUnreadable();
    for (int i = 0; i < COUNT; i++) {
      client.channel().basicGet("payments.key", false);
    }

    client.channel().basicNack(COUNT - 1, true, true);

    for (int i = 0; i < COUNT - 1; i++) {
      GetResponse again = client.channel().basicGet("payments.key", true);
      assertThat(new String(again.getBody(), UTF_8)).isEqualTo("payment " + i);
    }
    assertThat(client.channel().basicGet("payments.key", true)).isNull();
  }

  @Test
  void noMemoryIsShortEnoughToDeleteMessagesForIt() {
    assertThat(host().getTargetSize()).isGreaterThan(Runtime.getRuntime().maxMemory());
    assertThat(host().getBroker().getFlowToDiskThreshold()).isEqualTo(Long.MAX_VALUE);
  }

  /** Publishes messages with a header that has no name, and returns their queue. */
  private Queue<?> publishUnreadable() throws Exception {
    client.bindQueue("payments", "key");
    for (int i = 0; i < COUNT; i++) {
      client.publish("payments", "key", ("payment " + i).getBytes(UTF_8), Map.of("", i));
    }
    return host().getChildByName(Queue.class, "payments.key");
  }

  private void publishWithDelay(int delayMillis) throws Exception {
    for (int i = 0; i < COUNT; i++) {
      client.publish("payments", "key", "payment " + i, delayMillis);
    }
  }

  private int storedMessages() {
    AtomicInteger count = new AtomicInteger();
    store().newMessageStoreReader().visitMessages(message -> count.incrementAndGet() > 0);
    return count.get();
  }

  private MessageStore store() {
    return host().getMessageStore();
  }

  private QueueManagingVirtualHost<?> host() {
    VirtualHostNode<?> node =
        broker.container().getChildren(VirtualHostNode.class).iterator().next();
    return (QueueManagingVirtualHost<?>) node.getVirtualHost();
  }
}
