package payments.consumer.delivery;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deliveries of one queue, on a channel of its own, until they are settled.
 *
 * <p>Deliveries come on the channel's thread; all settling is done by the journal's thread.
 */
public final class Inbox {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  private final Channel channel;
  private final String queue;

  /** In the order of delivery, so that the head is the oldest that is not settled. */
  private final Queue<Incoming> unsettled = new ConcurrentLinkedQueue<>();

  /** Delivered while stopping, and looked at by nobody. */
  private final Queue<Incoming> unhandled = new ConcurrentLinkedQueue<>();

  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final List<Incoming> toAcknowledge = new ArrayList<>();
  private volatile String consumerTag;
  private volatile boolean stopping;

  /** Takes over a channel, with its prefetch set, for the deliveries of a queue. */
  public Inbox(Channel channel, String queue) {
    this.channel = channel;
    this.queue = queue;
  }

  String queue() {
    return queue;
  }

  /**
   * Starts the deliveries.
   *
   * @param handler gets each on the channel's thread, and sees that it is settled
   * @param lost is told if the deliveries end, and why
   */
  public void open(Consumer<Incoming> handler, Consumer<String> lost) throws IOException {
    Deliveries deliveries = new Deliveries(handler, lost);
    channel.setDefaultConsumer(deliveries); // gets what is still on its way after the cancellation
    consumerTag = channel.basicConsume(queue, deliveries);
  }

  /** Ends the deliveries, and waits up to so long for the last of them. */
  public void stop(Duration patience) throws InterruptedException {
    stopping = true;
    try {
      channel.basicCancel(consumerTag);
      cancelled.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      channel.basicQos(1); // its answer comes after all that was on its way
    } catch (IOException | AlreadyClosedException e) {
      log.debug("consumer of {} is gone already", queue, e);
    }
  }

  /** Whether every delivery that was handled is settled. */
  public boolean isSettled() {
    return unsettled.stream().allMatch(Incoming::isSettled);
  }

  void settle(Incoming message, Settlement settlement) {
    if (message.settle()) {
      switch (settlement) {
        case ACKNOWLEDGE -> toAcknowledge.add(message);
        case REJECT -> send(() -> channel.basicReject(message.deliveryTag(), true));
        case RETURN -> send(() -> channel.basicNack(message.deliveryTag(), false, true));
      }
    }
  }

  /** Puts back all that is not settled. */
  void settleRest() {
    flush();
    unsettled.forEach(message -> settle(message, Settlement.RETURN));
    unhandled.forEach(message -> settle(message, Settlement.RETURN));
  }

  /**
   * Sends the acknowledgements: one for all before the oldest delivery that is not settled, and one
   * for each that was overtaken.
   */
  void flush() {
    while (!unsettled.isEmpty() && unsettled.peek().isSettled()) {
      unsettled.poll();
    }
    Incoming oldest = unsettled.peek();
    long limit = oldest == null ? Long.MAX_VALUE : oldest.deliveryTag();
    long upTo = 0;
    for (Incoming message : toAcknowledge) {
      if (message.deliveryTag() < limit) {
        upTo = Math.max(upTo, message.deliveryTag());
      } else {
        send(() -> channel.basicAck(message.deliveryTag(), false));
      }
    }
    toAcknowledge.clear();
    if (upTo > 0) {
      long all = upTo;
      send(() -> channel.basicAck(all, true));
    }
  }

  private interface Sending {
    void send() throws IOException;
  }

  /** Whatever cannot be sent, the broker delivers again. */
  private void send(Sending sending) {
    try {
      sending.send();
    } catch (IOException | AlreadyClosedException e) {
      log.debug("deliveries of {} are not settled, they come again", queue, e);
    }
  }

  private final class Deliveries extends DefaultConsumer {
    private final Consumer<Incoming> handler;
    private final Consumer<String> lost;

    Deliveries(Consumer<Incoming> handler, Consumer<String> lost) {
      super(channel);
      this.handler = handler;
      this.lost = lost;
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      Incoming message = new Incoming(Inbox.this, envelope.getDeliveryTag(), properties, body);
      if (!stopping) {
        unsettled.add(message);
        handler.accept(message);
      } else if (cancelled.getCount() > 0) {
        unhandled.add(message); // given back at once, it would be delivered again
      } else {
        send(() -> channel.basicNack(message.deliveryTag(), false, true));
      }
    }

    @Override
    public void handleCancelOk(String tag) {
      cancelled.countDown();
    }

    @Override
    public void handleCancel(String tag) {
      lost.accept("the broker cancelled the consumer of queue " + queue);
    }

    @Override
    public void handleShutdownSignal(String tag, ShutdownSignalException cause) {
      lost.accept(cause.getMessage());
    }
  }
}
