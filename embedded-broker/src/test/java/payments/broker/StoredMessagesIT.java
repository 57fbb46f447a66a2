package payments.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static payments.broker.TestClient.next;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.qpid.server.model.VirtualHostNode;
import org.apache.qpid.server.store.MessageStore;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import payments.broker.TestClient.Arrival;

/** That nothing stays in the broker's store which nobody will receive. */
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
    VirtualHostNode<?> node =
        broker.container().getChildren(VirtualHostNode.class).iterator().next();
    return ((QueueManagingVirtualHost<?>) node.getVirtualHost()).getMessageStore();
  }
}
