package payments.prove.trial;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import payments.common.Client;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.Payment;
import payments.common.ReportedException;
import payments.common.amqp.Broker;

/**
 * Publishes clients and payments in small batches, comes back from every loss, and keeps account of
 * what was confirmed. A payment in doubt is sent again under a new number: the first may have
 * arrived or not, and nothing is asked of it.
 */
final class EagerPublisher implements Callable<Void> {
  private static final int CONFIRM_MILLIS = 20_000;
  private static final int LARGEST_BATCH = 20;
  private static final int PAUSE_MILLIS = 200;
  private static final long VALUE = 300;

  /**
   * One thing to send.
   *
   * @param payment whether it is a payment of the client, and not its registration
   */
  record Task(boolean payment, long client) {}

  private final Broker broker;
  private final Deque<Task> tasks;
  private final Account account;
  private final Random random;
  private final Pace pace;
  private Connection connection;
  private Channel channel;

  /**
   * How fast it goes.
   *
   * @param load how long all tasks should about take
   * @param patience how long nothing may be confirmed
   */
  record Pace(Duration load, Duration patience) {}

  /** Publishes once called. */
  EagerPublisher(Broker broker, List<Task> tasks, Account account, Random random, Pace pace) {
    this.broker = broker;
    this.tasks = new ArrayDeque<>(tasks);
    this.account = account;
    this.random = random;
    this.pace = pace;
  }

  @Override
  public Void call() throws InterruptedException {
    long pauseMillis = pace.load().toMillis() * LARGEST_BATCH / 2 / Math.max(1, tasks.size());
    long lastConfirm = System.nanoTime();
    try {
      while (!tasks.isEmpty()) {
        Thread.sleep(random.nextLong(2 * pauseMillis + 1)); // the load, not a wait for something
        if (publish(nextBatch())) {
          lastConfirm = System.nanoTime();
        } else if (System.nanoTime() - lastConfirm > pace.patience().toNanos()) {
          throw new ReportedException(
              "the broker at %s has confirmed nothing for %d s"
                  .formatted(broker.address(), pace.patience().toSeconds()),
              "see that it is up and has no alarm: `rabbitmq-diagnostics check_local_alarms`");
        }
      }
      return null;
    } finally {
      close();
    }
  }

  private List<Task> nextBatch() {
    List<Task> batch = new ArrayList<>();
    for (int i = random.nextInt(LARGEST_BATCH); i >= 0 && !tasks.isEmpty(); i--) {
      batch.add(tasks.poll());
    }
    return batch;
  }

  /** Returns whether all of it is confirmed; if not, it is to be sent again. */
  private boolean publish(List<Task> batch) throws InterruptedException {
    Map<Long, Long> payments = new HashMap<>();
    boolean confirmed;
    try {
      connect();
      for (Task task : batch) {
        publish(task, payments);
      }
      confirmed = channel.waitForConfirms(CONFIRM_MILLIS);
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      confirmed = false;
    } catch (ReportedException e) {
      if (!e.mayPass()) {
        throw e;
      }
      confirmed = false;
    }
    if (confirmed) {
      confirm(batch, payments);
    } else {
      tasks.addAll(batch);
      close();
      Thread.sleep(PAUSE_MILLIS);
    }
    return confirmed;
  }

  private void confirm(List<Task> batch, Map<Long, Long> payments) {
    Instant now = Instant.now();
    payments.forEach((payment, client) -> account.confirm(payment, client, now));
    for (Task task : batch) {
      if (!task.payment()) {
        account.register(task.client(), now);
      }
    }
  }

  private void publish(Task task, Map<Long, Long> payments) throws IOException {
    if (task.payment()) {
      long number = account.next();
      payments.put(number, task.client());
      Payment payment = new Payment(number, task.client(), VALUE, Instant.now().toString());
      publish(Names.PAYMENTS, Names.PROCESS_PAYMENT, MessageBody.of(payment));
    } else {
      Client client = new Client(task.client(), "new client");
      publish(Names.CLIENTS, Names.REGISTER_CLIENT, MessageBody.of(client));
    }
  }

  private void publish(String exchange, String key, byte[] body) throws IOException {
    BasicProperties properties =
        MessageProperties.PERSISTENT_BASIC
            .builder()
            .messageId(UUID.randomUUID().toString())
            .build();
    channel.basicPublish(exchange, key, properties, body);
  }

  private void connect() throws IOException {
    if (channel == null) {
      connection = broker.connect("eager publisher");
      channel = broker.openChannel(connection);
      channel.confirmSelect();
    }
  }

  private void close() {
    if (connection != null) {
      broker.close(connection);
    }
    connection = null;
    channel = null;
  }
}
