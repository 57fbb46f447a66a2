package payments.systemtests;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes clients and payments in small batches, comes back from every loss, and keeps account of
 * what was confirmed. A payment in doubt is sent again under a new number: the first may have
 * arrived or not, and nothing is asked of it.
 */
final class EagerPublisher implements Callable<Void> {
  private static final int CONFIRM_MILLIS = 20_000;
  private static final int LARGEST_BATCH = 20;

  /**
   * One thing to send.
   *
   * @param payment whether it is a payment of the client, and not its registration
   */
  record Task(boolean payment, long client) {}

  /**
   * What all publishers together have done.
   *
   * @param sent payments, in doubt or not
   * @param confirmed payments that the broker has taken over
   */
  record Account(AtomicLong nextPayment, Set<Long> sent, Set<Long> confirmed) {}

  private final ConnectionFactory factory = new ConnectionFactory();
  private final Deque<Task> tasks;
  private final Account account;
  private final Random random;
  private final long pauseMillis;
  private Connection connection;
  private Channel channel;

  /**
   * Publishes once called.
   *
   * @param duration how long all tasks should about take
   */
  EagerPublisher(String uri, List<Task> tasks, Account account, Random random, Duration duration)
      throws Exception {
    this.tasks = new ArrayDeque<>(tasks);
    this.account = account;
    this.random = random;
    pauseMillis = duration.toMillis() * LARGEST_BATCH / 2 / tasks.size();
    factory.setUri(uri);
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(3_000);
    factory.setHandshakeTimeout(3_000);
  }

  @Override
  public Void call() throws InterruptedException {
    while (!tasks.isEmpty()) {
      Thread.sleep(random.nextLong(2 * pauseMillis + 1)); // the load, not a wait for something
      publish(nextBatch());
    }
    close();
    return null;
  }

  private List<Task> nextBatch() {
    List<Task> batch = new ArrayList<>();
    for (int i = random.nextInt(LARGEST_BATCH); i >= 0 && !tasks.isEmpty(); i--) {
      batch.add(tasks.poll());
    }
    return batch;
  }

  private void publish(List<Task> batch) throws InterruptedException {
    List<Long> payments = new ArrayList<>();
    boolean confirmed;
    try {
      connect();
      for (Task task : batch) {
        publish(task, payments);
      }
      confirmed = channel.waitForConfirms(CONFIRM_MILLIS);
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      confirmed = false;
    }
    if (confirmed) {
      account.confirmed().addAll(payments);
    } else {
      tasks.addAll(batch);
      close();
      Thread.sleep(200);
    }
  }

  private void publish(Task task, List<Long> payments) throws IOException {
    if (!task.payment()) {
      channel.basicPublish("clients", "", properties(), bytes(Wire.client(task.client())));
      return;
    }
    long payment = account.nextPayment().getAndIncrement();
    account.sent().add(payment);
    payments.add(payment);
    channel.basicPublish(
        "payments", "process.payment", properties(), bytes(Wire.payment(payment, task.client())));
  }

  private static BasicProperties properties() {
    return Wire.messageId(UUID.randomUUID().toString());
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private void connect() throws IOException, TimeoutException {
    if (channel == null) {
      connection = factory.newConnection("eager publisher");
      channel = connection.createChannel();
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
