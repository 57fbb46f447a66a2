package payments.consumer.paymentslog;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Message;

/**
 * The stream of processed payments without a broker: all get what a test delivers, in one order.
 */
public final class SharedLog {
  private record Published(BasicProperties properties, byte[] body) {}

  private final ScheduledExecutorService timer;
  private final List<Published> stream = new ArrayList<>();
  private final List<Consumer> readers = new ArrayList<>();
  private int delivered;

  /**
   * Starts with an empty stream.
   *
   * @param timer for what the logs do later
   */
  public SharedLog(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Returns the log as another consumer has it, which has read all. */
  public PaymentsLog join() throws IOException {
    Channel channel =
        (Channel)
            Proxy.newProxyInstance(
                Channel.class.getClassLoader(),
                new Class<?>[] {Channel.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("setDefaultConsumer")) {
                    readers.add((Consumer) arguments[0]);
                  } else if (method.getName().equals("basicPublish")) {
                    add(
                        new Published(
                            (BasicProperties) arguments[arguments.length - 2],
                            (byte[]) arguments[arguments.length - 1]));
                  }
                  return method.getReturnType() == long.class ? (Object) 1L : null;
                });
    PaymentsLog log =
        PaymentsLog.in(
            channel,
            new ConfirmedPublisher(channel),
            new ProcessedPayments(),
            false,
            timer,
            why -> {});
    log.read(Duration.ofMinutes(1));
    deliver();
    return log;
  }

  private synchronized void add(Published next) {
    stream.add(next);
    notifyAll();
  }

  /** Adds what a consumer publishes. */
  public void publish(Message message) {
    add(new Published(message.properties(), message.body()));
  }

  /** Returns the length of the record of a number, from 0, once it is there. */
  public synchronized int awaitLength(int number) throws InterruptedException {
    while (stream.size() <= number) {
      wait();
    }
    return stream.get(number).body().length;
  }

  /** Returns how many records there are. */
  public synchronized int length() {
    return stream.size();
  }

  private synchronized Optional<Published> next() {
    return delivered < stream.size() ? Optional.of(stream.get(delivered++)) : Optional.empty();
  }

  /** All read what has been published. */
  public void deliver() throws IOException {
    Optional<Published> following = next();
    while (following.isPresent()) {
      Published next = following.get();
      for (Consumer reader : readers) {
        reader.handleDelivery(
            "follower",
            new Envelope(delivered, false, "", "payments-log"),
            next.properties(),
            next.body());
      }
      following = next();
    }
  }
}
