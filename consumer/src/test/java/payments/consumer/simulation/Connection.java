package payments.consumer.simulation;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import payments.common.Headers;
import payments.consumer.broker.Incoming;
import payments.consumer.desk.Source;
import payments.consumer.simulation.MessageQueue.Held;
import payments.consumer.simulation.MessageQueue.Subscription;

/** What the broker has of a session of a consumer: its channels, and what they have not settled. */
final class Connection {
  private record Given(MessageQueue queue, Subscription by, Held held) {}

  /** The deliveries of a queue. */
  private final class Channel {
    private final Source source;
    private final Wire deliveries;
    private final TreeMap<Long, Given> unsettled = new TreeMap<>();
    private long tags;

    Channel(Source source) {
      this.source = source;
      this.deliveries = new Wire(world.timeline(), world.chance());
    }
  }

  private final World world;
  private final Broker broker;
  private final ConsumerSession session;
  private final Map<Source, Channel> channels = new EnumMap<>(Source.class);
  private boolean open = true;

  Connection(World world, Broker broker, ConsumerSession session) {
    this.world = world;
    this.broker = broker;
    this.session = session;
    for (Source source : Source.values()) {
      channels.put(source, new Channel(source));
    }
  }

  boolean isOpen() {
    return open;
  }

  void subscribe(Source source, int consumer) {
    if (open) {
      int prefetch = world.scenario().terms().prefetch();
      broker.queue(source.queue()).subscribe(new Subscription(this, consumer, prefetch));
    }
  }

  void cancel(Source source, int consumer) {
    broker.queue(source.queue()).cancel(this, consumer);
  }

  void give(MessageQueue queue, Subscription by, Held held) {
    Channel channel = channelOf(queue);
    long tag = ++channel.tags;
    channel.unsettled.put(tag, new Given(queue, by, held));
    BasicProperties properties = asDelivered(held, queue.counting);
    boolean redelivered = held.redelivered;
    Incoming message = new Incoming(by.consumer, tag, redelivered, properties, held.message.body());
    channel.deliveries.send(() -> session.arrived(channel.source, message));
  }

  private Channel channelOf(MessageQueue queue) {
    for (Channel channel : channels.values()) {
      if (channel.source.queue().equals(queue.name)) {
        return channel;
      }
    }
    throw new IllegalStateException(queue.name);
  }

  private static BasicProperties asDelivered(Held held, boolean counting) {
    BasicProperties properties = held.message.properties();
    if (!counting || held.returns == 0) {
      return properties;
    }
    Map<String, Object> headers = new HashMap<>(Headers.all(properties));
    headers.put(Headers.DELIVERY_COUNT, (long) held.returns);
    return properties.builder().headers(headers).build();
  }

  void acknowledge(Source source, long tag) {
    Given given = channels.get(source).unsettled.remove(tag);
    if (given != null) {
      broker.left(given.held().message);
      given.queue().settled(given.by());
    }
  }

  void reject(Source source, long tag) {
    Given given = channels.get(source).unsettled.remove(tag);
    if (given != null) {
      given.queue().failed(given.held(), given.by());
    }
  }

  /** All that is not settled is given back, with one command. */
  void giveBack(Source source, long upTo) {
    Map<Long, Given> rest = channels.get(source).unsettled.headMap(upTo, true);
    List<Given> all = new ArrayList<>(rest.values());
    rest.clear();
    all.forEach(given -> given.queue().givenBack(given.held(), given.by()));
  }

  int unsettled(Source source) {
    return channels.get(source).unsettled.size();
  }

  /** It is over; who it belonged to may not know. */
  void close() {
    if (!open) {
      return;
    }
    open = false;
    session.unfollow();
    for (Channel channel : channels.values()) {
      broker.queue(channel.source.queue()).cancelAll(this);
    }
    for (Channel channel : channels.values()) {
      List<Given> all = new ArrayList<>(channel.unsettled.values());
      channel.unsettled.clear();
      all.forEach(given -> given.queue().failed(given.held(), given.by()));
    }
  }
}
