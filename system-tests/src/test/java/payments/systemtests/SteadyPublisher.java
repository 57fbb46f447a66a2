package payments.systemtests;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps payments racing their clients' registrations until it is told to stop, and then until all
 * is confirmed. From each loss it goes on over the next node. What is not confirmed is sent again,
 * the same payment under the same message-id, and nothing that is.
 */
final class SteadyPublisher implements Callable<Void> {
  private static final int CONFIRM_MILLIS = 5_000;
  private static final int TICK_MILLIS = 150;
  private static final int PAYMENTS_EACH = 5;

  /** So many ticks later a client registers. */
  private static final int LATER = 4;

  /** While nothing is confirmed, no more is made than this. */
  private static final int MOST_PENDING = 2_000;

  /** One message, whose number is 0 if it is a registration. */
  private record Outgoing(long payment, String exchange, String key, String id, String body) {}

  private final List<ConnectionFactory> factories = new ArrayList<>();
  private final AtomicLong numbers;
  private final Set<Long> confirmed;
  private final Deque<Long> toRegister = new ArrayDeque<>();
  private final List<Outgoing> pending = new ArrayList<>();
  private final ConcurrentNavigableMap<Long, Outgoing> inFlight = new ConcurrentSkipListMap<>();
  private final Set<Outgoing> taken = ConcurrentHashMap.newKeySet();
  private final Set<Long> published = new HashSet<>();
  private final Set<Long> sentAgain = ConcurrentHashMap.newKeySet();
  private int next;
  private Connection connection;
  private Channel channel;
  private volatile boolean told;

  /**
   * Publishes once called.
   *
   * @param uris of nodes, the first of them first
   * @param numbers where ids of payments and clients come from
   * @param confirmed is given the payments that the broker has taken over
   */
  SteadyPublisher(List<String> uris, AtomicLong numbers, Set<Long> confirmed) throws Exception {
    this.numbers = numbers;
    this.confirmed = confirmed;
    for (String uri : uris) {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setUri(uri);
      factory.setAutomaticRecoveryEnabled(false);
      factory.setConnectionTimeout(3_000);
      factory.setHandshakeTimeout(3_000);
      factory.setChannelRpcTimeout(3_000);
      factory.setRequestedHeartbeat(4);
      factories.add(factory);
    }
  }

  /** Makes no more payments; {@link #call} returns when all are confirmed. */
  void stop() {
    told = true;
  }

  /** Returns the payments of which the broker may have more than one copy. */
  Set<Long> sentAgain() {
    return Set.copyOf(sentAgain);
  }

  @Override
  public Void call() throws InterruptedException {
    while (!told || !toRegister.isEmpty() || !pending.isEmpty()) {
      Thread.sleep(TICK_MILLIS); // the load, not a wait for something
      if (pending.size() < MOST_PENDING) {
        make();
      }
      publish();
    }
    close();
    return null;
  }

  private void make() {
    if (!told) {
      long client = numbers.getAndIncrement();
      for (int i = 0; i < PAYMENTS_EACH; i++) {
        long payment = numbers.getAndIncrement();
        add(payment, "payments", "process.payment", Wire.payment(payment, client));
      }
      toRegister.add(client);
    }
    while (toRegister.size() > (told ? 0 : LATER)) {
      add(0, "clients", "", Wire.client(toRegister.poll()));
    }
  }

  private void add(long payment, String exchange, String key, String body) {
    pending.add(new Outgoing(payment, exchange, key, UUID.randomUUID().toString(), body));
  }

  private void publish() throws InterruptedException {
    if (pending.isEmpty()) {
      return;
    }
    boolean all = false;
    try {
      connect();
      for (Outgoing each : pending) {
        if (each.payment() > 0 && !published.add(each.payment())) {
          sentAgain.add(each.payment());
        }
        inFlight.put(channel.getNextPublishSeqNo(), each);
        BasicProperties properties = Wire.messageId(each.id());
        channel.basicPublish(
            each.exchange(), each.key(), properties, each.body().getBytes(StandardCharsets.UTF_8));
      }
      all = channel.waitForConfirms(CONFIRM_MILLIS);
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      all = false; // the rest is sent again, elsewhere
    }
    if (!all) {
      close();
      next = (next + 1) % factories.size();
    }
    pending.removeAll(taken);
    taken.clear();
  }

  private void confirm(long last, boolean multiple) {
    var some = multiple ? inFlight.headMap(last, true) : inFlight.subMap(last, true, last, true);
    some.values().stream().map(Outgoing::payment).filter(id -> id > 0).forEach(confirmed::add);
    taken.addAll(some.values());
    some.clear();
  }

  private void connect() throws IOException, TimeoutException {
    if (channel == null) {
      connection = factories.get(next).newConnection("steady publisher");
      channel = connection.createChannel();
      inFlight.clear();
      channel.addConfirmListener(this::confirm, (last, multiple) -> {});
      channel.confirmSelect();
    }
  }

  private void close() {
    if (connection != null) {
      connection.abort(1_000);
    }
    connection = null;
    channel = null;
  }
}
