package payments.consumer.delivery;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.amqp.Failures;

/**
 * The deliveries of one queue, on a channel of its own, until they are settled.
 *
 * <p>Deliveries come on the channel's thread; all settling is done by the journal's thread.
 */
public final class Inbox {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  /** A message that waits for room elsewhere costs memory here: this many are enough. */
  private static final int MOST_HELD = 20_000;

  private static final long MOST_HELD_BYTES = Runtime.getRuntime().maxMemory() / 8;

  private final Channel channel;
  private final String queue;
  private final int prefetch;
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private final AtomicLong delivered = new AtomicLong();
  private final Object lock = new Object();
  private int held;
  private long heldBytes;

  /** How many of those are held that the present consumer got: they count for its prefetch. */
  private int heldOfPresent;

  private boolean renewing;

  /** Held while a consumer is started in another's place. */
  private final Object consuming = new Object();

  private int consumers;
  private Deliveries deliveries;

  /** That of the present consumer, known before it gets anything. */
  private volatile String consumerTag;

  private volatile boolean stopping;

  /** Takes over a channel for the deliveries of a queue. */
  public Inbox(Channel channel, String queue, int prefetch) {
    this.channel = channel;
    this.queue = queue;
    this.prefetch = prefetch;
  }

  /** Returns the name of the queue. */
  public String queue() {
    return queue;
  }

  /**
   * Prepares the deliveries, which do not begin yet.
   *
   * @param handler gets each on the channel's thread, and sees that it is settled
   * @param lost is told if the deliveries end, and why
   */
  public void prepare(Consumer<Incoming> handler, Consumer<String> lost) throws IOException {
    deliveries = new Deliveries(handler, lost);
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
    synchronized (lock) {
      consumerTag = "payments-" + ++consumers;
      heldOfPresent = 0;
    }
    channel.basicConsume(queue, false, consumerTag, deliveries);
  }

  /** Ends the deliveries. Returns when the last of them has come, or the channel is gone. */
  public void stop() {
    stopping = true;
    try {
      synchronized (consuming) {
        channel.basicCancel(consumerTag);
      }
      channel.basicQos(prefetch); // its answer comes after all that was on its way
    } catch (IOException | AlreadyClosedException e) {
      log.debug("consumer of {} is gone already", queue, e);
    }
  }

  /** Whether every delivery is settled, or waits for something that may take long. */
  public boolean isQuiet() {
    return acknowledgements.isQuiet();
  }

  /** Returns how many deliveries are not settled. */
  public int unsettled() {
    return acknowledgements.unsettled();
  }

  /** Returns how many messages have been delivered. */
  public long delivered() {
    return delivered.get();
  }

  /** Whether the broker may deliver more before one is settled. */
  public boolean hasRoom() {
    synchronized (lock) {
      return unsettled() - (held - heldOfPresent) < prefetch;
    }
  }

  /**
   * Whether no more is to be decided: what is not settled is requeued, or was when the broker
   * closed the channel. Another consumer may have it by then, and of that this one learns only when
   * it has been given all that the client had taken.
   */
  boolean isOver() {
    return stopping || !channel.isOpen();
  }

  /**
   * Notes that a message waits for long, for room elsewhere or for news of others. Once such
   * messages fill half of the prefetch they get room of their own: a new consumer has all of its
   * prefetch for others.
   */
  void hold(Incoming message) {
    synchronized (lock) {
      if (message.isHeld() || message.isSettled()) {
        return;
      }
      message.hold(true);
      held++;
      heldBytes += message.size();
      heldOfPresent += message.consumerTag().equals(consumerTag) ? 1 : 0;
      if (renewing || !needsRoom()) {
        return;
      }
      renewing = true;
    }
    renew();
  }

  private boolean needsRoom() {
    boolean mayHold = held < MOST_HELD && heldBytes < MOST_HELD_BYTES;
    return !stopping && mayHold && heldOfPresent > prefetch / 2;
  }

  /** Notes that it waits no more. */
  void release(Incoming message) {
    synchronized (lock) {
      if (message.isHeld()) {
        message.hold(false);
        held--;
        heldBytes -= message.size();
        heldOfPresent -= message.consumerTag().equals(consumerTag) ? 1 : 0;
      }
    }
  }

  /** On a thread of its own, for both calls wait for an answer. */
  private void renew() {
    Thread thread = new Thread(this::renewConsumer, "room for " + queue);
    thread.setDaemon(true);
    thread.start();
  }

  private void renewConsumer() {
    try {
      boolean more = true;
      while (more) {
        synchronized (consuming) {
          if (!stopping) {
            String old = consumerTag;
            consume();
            channel.basicCancel(old);
          }
        }
        synchronized (lock) { // the new one may be full already
          more = needsRoom();
          renewing = more;
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      deliveries.lost.accept(
          "no new consumer of queue %s: %s".formatted(queue, Failures.reason(e)));
    }
  }

  void acknowledge(Incoming message) {
    if (message.settle()) {
      acknowledgements.acknowledge(message);
    }
  }

  void reject(Incoming message) {
    if (message.settle()) {
      send(() -> channel.basicReject(message.deliveryTag(), true));
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

    /** What comes at the end is looked at by nobody, and requeued with the rest. */
    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      Incoming message =
          new Incoming(
              Inbox.this, tag, envelope.getDeliveryTag(), envelope.isRedeliver(), properties, body);
      boolean over = isOver();
      message.hold(over);
      acknowledgements.delivered(message);
      delivered.incrementAndGet();
      if (!over) {
        handler.accept(message);
      }
    }

    @Override
    public void handleCancel(String tag) {
      lost.accept("the broker cancelled the consumer of queue " + queue);
    }

    @Override
    public void handleShutdownSignal(String tag, ShutdownSignalException cause) {
      if (!cause.isHardError()) { // else the connection is lost, which says so itself
        lost.accept(Failures.reason(cause));
      }
    }
  }
}
