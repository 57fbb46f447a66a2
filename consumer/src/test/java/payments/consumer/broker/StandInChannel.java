package payments.consumer.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ReturnCallback;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import payments.common.amqp.Message;

/** A channel to a broker that says nothing by itself. */
final class StandInChannel {
  private final BlockingQueue<Message> published = new LinkedBlockingQueue<>();

  /** What it is told of consumers and of what is settled, as a user would say it. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  /** Whether the broker has left it open. */
  volatile boolean open = true;

  private RuntimeException failure;
  private Consumer consumer;
  private ConfirmCallback acks;
  private ConfirmCallback nacks;
  private ReturnCallback returns;
  private ShutdownListener shutdown;

  Channel channel() {
    return (Channel)
        Proxy.newProxyInstance(
            Channel.class.getClassLoader(),
            new Class<?>[] {Channel.class},
            (proxy, method, arguments) -> answer(method.getName(), arguments));
  }

  private Object answer(String method, Object[] arguments) {
    if (failure != null && method.equals("basicPublish")) {
      throw failure;
    }
    switch (method) {
      case "isOpen" -> {
        return open;
      }
      case "setDefaultConsumer" -> consumer = (Consumer) arguments[0];
      case "addShutdownListener" -> shutdown = (ShutdownListener) arguments[0];
      case "addReturnListener" -> returns = (ReturnCallback) arguments[0];
      case "addConfirmListener" -> {
        acks = (ConfirmCallback) arguments[0];
        nacks = (ConfirmCallback) arguments[1];
      }
      case "basicPublish" ->
          published.add(
              new Message(
                  (String) arguments[0],
                  (String) arguments[1],
                  (boolean) arguments[2],
                  (BasicProperties) arguments[3],
                  (byte[]) arguments[4]));
      case "basicConsume" -> heard.add("consume as " + arguments[2]);
      case "basicCancel" -> heard.add("cancel " + arguments[0]);
      case "basicAck" ->
          heard.add(
              "ack %d%s".formatted(arguments[0], (boolean) arguments[1] ? " and before" : ""));
      case "basicReject" -> heard.add("reject %d".formatted(arguments[0]));
      case "basicNack" -> heard.add("requeue %d and before".formatted(arguments[0]));
      default -> {
        // the answer is of no use
      }
    }
    return null;
  }

  /** From now on nothing can be published. */
  void breakDown(RuntimeException why) {
    failure = why;
  }

  /** Returns the next message that is published, null if none is for some time. */
  Message published() throws InterruptedException {
    return published.poll(10, TimeUnit.SECONDS);
  }

  /** Waits for as long as it takes. */
  Message next() {
    try {
      return published.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns how many messages are published that nobody has asked for. */
  int publishedMeanwhile() {
    return published.size();
  }

  void confirm(long number) throws IOException {
    acks.handle(number, false);
  }

  void refuse(long number) throws IOException {
    nacks.handle(number, false);
  }

  /** No queue takes it, and so it is confirmed. */
  void giveBack(long number, Message message) throws IOException {
    returns.handle(
        new Return(
            AMQP.NO_ROUTE,
            "NO_ROUTE",
            message.exchange(),
            message.routingKey(),
            message.properties(),
            message.body()));
    confirm(number);
  }

  void deliver(long tag, BasicProperties properties, byte[] body) throws IOException {
    consumer.handleDelivery("payments-1", new Envelope(tag, false, "", ""), properties, body);
  }

  /** The broker ends the deliveries of itself. */
  void cancel() throws IOException {
    consumer.handleCancel("payments-1");
  }

  /** Something is lost that deliveries come by. */
  void close(boolean withItsConnection) {
    consumer.handleShutdownSignal(
        "payments-1", new ShutdownSignalException(withItsConnection, false, null, null));
  }

  /** Delivers to whoever reads a stream. */
  void read(Message record) throws IOException {
    consumer.handleDelivery(
        "follower", new Envelope(1, false, "", ""), record.properties(), record.body());
  }

  void lose() {
    shutdown.shutdownCompleted(new ShutdownSignalException(true, false, null, null));
  }
}
