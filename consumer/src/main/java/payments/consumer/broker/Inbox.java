package payments.consumer.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.amqp.Failures;
import payments.consumer.desk.Source;

/**
 * The deliveries of one queue, on a channel of its own, until they are settled.
 *
 * <p>Deliveries come on the channel's thread; all settling is done by the journal's thread.
 */
public final class Inbox {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final String TAG = "payments-";

  /** Hears what happens to an inbox. */
  public interface Listener {
    /** A message was delivered, on the channel's thread. */
    void delivered(Incoming message);

    /** A consumer is about to get deliveries. */
    void consuming(int consumer);

    /** There is another consumer in the place of the former one. */
    void roomMade();

    /** The deliveries end, and why. */
    void lost(String why);
  }

  private final Channel channel;
  private final Source source;
  private final int prefetch;
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private final AtomicLong delivered = new AtomicLong();

  /** Held while a consumer is started in another's place. */
  private final Object consuming = new Object();

  private int consumers;
  private Listener listener;
  private Deliveries deliveries;
  private volatile boolean stopping;

  /** Takes over a channel for the deliveries of a queue. */
  public Inbox(Channel channel, Source source, int prefetch) {
    this.channel = channel;
    this.source = source;
    this.prefetch = prefetch;
  }

  /** Returns which queue it is of. */
  public Source source() {
    return source;
  }

  /** Prepares the deliveries, which do not begin yet. */
  public void prepare(Listener listener) throws IOException {
    this.listener = listener;
    deliveries = new Deliveries();
    channel.setDefaultConsumer(deliveries); // gets what is still on its way after a cancellation
    channel.basicQos(prefetch);
  }

  /** Starts the deliveries. */
  public void start() throws IOException {
    synchronized (consuming) {
      consume();
    }
  }

  private void consume() throws IOException {
    consumers++;
    listener.consuming(consumers);
    channel.basicConsume(source.queue(), false, TAG + consumers, deliveries);
  }

  /** Ends the deliveries. Returns when the last of them has come, or the channel is gone. */
  public void stop() {
    stopping = true;
    try {
      synchronized (consuming) {
        channel.basicCancel(TAG + consumers);
      }
      channel.basicQos(prefetch); // its answer comes after all that was on its way
    } catch (IOException | AlreadyClosedException e) {
      log.debug("consumer of {} is gone already", source.queue(), e);
    }
  }

  /** Starts a new consumer and ends the present one, on a thread of its own: both calls wait. */
  void makeRoom() {
    Thread thread = new Thread(this::renewConsumer, "room for " + source.queue());
    thread.setDaemon(true);
    thread.start();
  }

  private void renewConsumer() {
    try {
      synchronized (consuming) {
        if (!stopping) {
          consume();
          channel.basicCancel(TAG + (consumers - 1));
        }
      }
      listener.roomMade();
    } catch (IOException | RuntimeException | Error e) {
      listener.lost(
          "no new consumer of queue %s: %s".formatted(source.queue(), Failures.reason(e)));
    }
  }

  /** Returns how many deliveries are not settled. */
  public int unsettled() {
    return acknowledgements.unsettled();
  }

  /** Returns how many messages have been delivered. */
  public long delivered() {
    return delivered.get();
  }

  /** Returns a message, none if it is settled. */
  Optional<Incoming> unsettled(long deliveryTag) {
    return acknowledgements.unsettled(deliveryTag);
  }

  /** Notes that a message is to be acknowledged, unless it is settled already. */
  void acknowledge(long deliveryTag) {
    acknowledgements.acknowledge(deliveryTag);
  }

  void reject(long deliveryTag) {
    if (acknowledgements.settle(deliveryTag)) {
      send(() -> channel.basicReject(deliveryTag, true));
    }
  }

  /** Sends the acknowledgements that are due. */
  void flush() {
    for (Acknowledgements.Ack ack : acknowledgements.take()) {
      send(() -> channel.basicAck(ack.deliveryTag(), ack.multiple()));
    }
  }

  /**
   * Requeues all that is not settled: with one command, for one by one would keep the broker busy
   * for long. The embedded broker requeues the last of them only, and the others when the channel
   * is closed.
   */
  void requeueRest() {
    flush();
    acknowledgements.settleRest().ifPresent(tag -> send(() -> channel.basicNack(tag, true, true)));
  }

  private interface Sending {
    void send() throws IOException;
  }

  /** Whatever cannot be sent, the broker delivers again. */
  private void send(Sending sending) {
    try {
      sending.send();
    } catch (IOException | AlreadyClosedException e) {
      log.debug("deliveries of {} are not settled, they come again", source.queue(), e);
    }
  }

  private final class Deliveries extends DefaultConsumer {
    Deliveries() {
      super(channel);
    }

    /**
     * What comes at the end is looked at by nobody, and requeued with the rest. Nor is what comes
     * after the broker has closed the channel: another consumer may have it by then.
     */
    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      Incoming message =
          new Incoming(
              Integer.parseInt(tag.substring(TAG.length())),
              envelope.getDeliveryTag(),
              envelope.isRedeliver(),
              properties,
              body);
      acknowledgements.delivered(message);
      delivered.incrementAndGet();
      if (!stopping && channel.isOpen()) {
        listener.delivered(message);
      }
    }

    @Override
    public void handleCancel(String tag) {
      listener.lost("the broker cancelled the consumer of queue " + source.queue());
    }

    @Override
    public void handleShutdownSignal(String tag, ShutdownSignalException cause) {
      if (!cause.isHardError()) { // else the connection is lost, which says so itself
        listener.lost(Failures.reason(cause));
      }
    }
  }
}
