package payments.common.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.ExceptionHandler;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.SaslMechanism;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.ReportedException;

/**
 * Where the broker is, on one host or several, and how to connect to it. Connections do not recover
 * by themselves: who loses one starts anew, so that there is one way of coming back, whatever was
 * lost.
 *
 * <p>Any thread may use it.
 */
public final class Broker {
  private static final Logger log = LoggerFactory.getLogger(Broker.class);
  private static final Duration HEAD_START = Duration.ofSeconds(2);
  private static final Duration PUBLISHING_PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int RPC_TIMEOUT_MILLIS = 60_000;
  private static final int CLOSE_TIMEOUT_MILLIS = 1_500;
  private static final int CUT_TIMEOUT_MILLIS = 500;
  private static final int HEARTBEAT_SECONDS = 10;
  private static final int BYTES_FOR_THE_BROKER = 4_096;
  private static final int ANY_FRAME_MAX = 0;

  private final Supplier<AmqpUri> source;
  private final Trust trust;
  private final BatchingConnectionFactory factory = new BatchingConnectionFactory();
  private final Turns turns = new Turns(new Random(), System::nanoTime);
  private final Map<Node, ShortLives> shortLives = new ConcurrentHashMap<>();
  private final Map<Connection, Node> nodes = Collections.synchronizedMap(new WeakHashMap<>());

  /** As it was read last. */
  private volatile AmqpUri uri;

  /**
   * Reads where to connect; nothing is sent yet.
   *
   * @param source is asked again before each connection, for it may have changed
   */
  public Broker(Supplier<AmqpUri> source, Trust trust) {
    this.source = source;
    this.trust = trust;
    uri = source.get();
    factory.setAutomaticRecoveryEnabled(false);
    factory.setChannelRpcTimeout(RPC_TIMEOUT_MILLIS);
    factory.setSaslConfig(this::mechanism);
  }

  /**
   * The same, for a URI that stays.
   *
   * @param caCertificate with {@code amqps}, a PEM file of authorities to trust besides Java's, or
   *     null
   * @throws IllegalArgumentException if it is no URI of a broker; the message does not repeat it,
   *     for it may hold a password
   */
  public Broker(String uri, Path caCertificate) {
    this(
        always(AmqpUri.parse(uri)),
        new Trust(Optional.ofNullable(caCertificate), Optional.empty()));
  }

  private static Supplier<AmqpUri> always(AmqpUri uri) {
    return () -> uri;
  }

  /** A certificate alone is enough for a broker that takes nothing else. */
  private SaslMechanism mechanism(String... offered) {
    SaslMechanism plain = DefaultSaslConfig.PLAIN.getSaslMechanism(offered);
    return plain == null && uri.encrypted() && trust.showsCertificate()
        ? DefaultSaslConfig.EXTERNAL.getSaslMechanism(offered)
        : plain;
  }

  /** Makes coming connections report what their callbacks throw. */
  public void setExceptionHandler(ExceptionHandler handler) {
    factory.setExceptionHandler(handler);
  }

  /**
   * Opens a connection to one of the hosts: in random order, each is given two seconds before the
   * next is tried as well, and one that was just lost comes last.
   *
   * @param name what the broker lists it as
   * @throws ReportedException if there is none to be had, with the cure
   */
  public Connection connect(String name) {
    return connect(name, Optional.empty(), ANY_FRAME_MAX);
  }

  private Connection connect(String name, Optional<Node> first, int frameMax) {
    AmqpUri now = source.get();
    uri = now;
    BatchingConnectionFactory settings = settings(now, frameMax);
    Race<Connection> race =
        new Race<>(
            HEAD_START,
            host -> turns.of(host, InetAddress.getAllByName(host.name())),
            node -> open(settings, node, name),
            this::close);
    try {
      Race.Won<Connection> won =
          race.run(first, turns.of(now.hosts()))
              .orElseThrow(() -> failure(now).of(race.failures()));
      return watched(won.prize(), won.node());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ReportedException.thatMayPass(
          "interrupted while connecting to " + address(), "start it again", e);
    }
  }

  private BatchingConnectionFactory settings(AmqpUri now, int frameMax) {
    BatchingConnectionFactory settings = factory.clone();
    settings.encrypt(now.encrypted() ? Optional.of(trust.context()) : Optional.empty());
    settings.setUsername(now.user());
    settings.setPassword(now.password());
    settings.setVirtualHost(now.virtualHost());
    settings.setRequestedHeartbeat(now.heartbeatSeconds().orElse(HEARTBEAT_SECONDS));
    settings.setConnectionTimeout(now.connectionTimeoutMillis().orElse(CONNECT_TIMEOUT_MILLIS));
    settings.setHandshakeTimeout(now.connectionTimeoutMillis().orElse(CONNECT_TIMEOUT_MILLIS));
    settings.setRequestedFrameMax(frameMax);
    return settings;
  }

  private Connection open(BatchingConnectionFactory settings, Node node, String name)
      throws Exception {
    boolean opened = false;
    try {
      Connection connection = settings.connect(node, name);
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        turns.lost(node);
      }
    }
  }

  private ConnectFailure failure(AmqpUri now) {
    return new ConnectFailure(now, now.encrypted() && trust.showsCertificate());
  }

  private Connection watched(Connection connection, Node node) {
    nodes.put(connection, node);
    long opened = System.nanoTime();
    connection.addShutdownListener(
        why -> {
          if (!why.isInitiatedByApplication()) {
            turns.lost(node);
            ended(node, why, Duration.ofNanos(System.nanoTime() - opened));
          }
        });
    return connection;
  }

  /** The broker says why it ends a connection; something between does not. */
  private void ended(Node node, ShutdownSignalException why, Duration age) {
    boolean silent =
        Refusal.in(why).isEmpty() && Causes.find(MissedHeartbeatException.class, why).isEmpty();
    if (silent && shortLives.computeIfAbsent(node, any -> new ShortLives()).ended(age)) {
      log.warn(
          "the last three connections to {} ended after some {} s each: a proxy between may end idle ones; a shorter heartbeat keeps them, such as ?heartbeat={} at the end of the URI",
          node,
          age.toSeconds(),
          Math.max(1, age.toSeconds() / 3));
    }
  }

  /**
   * Opens a connection to publish what is consumed on the other one, to the same node where it can.
   * Behind a load balancer every other try may meet a dead server: it is tried for ten seconds
   * while the other connection is kept. Its content headers leave room for those that a broker
   * adds, {@code x-death} for one: a header larger than a frame would end the connection of whoever
   * consumes the message, each time it comes.
   *
   * @param name what the broker lists it as
   * @throws ReportedException if there is none to be had, with the cure
   */
  public Connection connectToPublish(String name, Connection consuming) {
    Optional<Node> same = Optional.ofNullable(nodes.get(consuming));
    int frameMax = frameMaxToPublish(consuming.getFrameMax());
    long deadline = System.nanoTime() + PUBLISHING_PATIENCE.toNanos();
    while (true) {
      try {
        return connect(name, same, frameMax);
      } catch (ReportedException e) {
        if (!e.mayPass() || !consuming.isOpen() || System.nanoTime() - deadline >= 0 || !paused()) {
          throw e;
        }
      }
    }
  }

  private static boolean paused() {
    try {
      Thread.sleep(PAUSE.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static int frameMaxToPublish(int frameMax) {
    return frameMax == 0 ? 0 : Math.max(AMQP.FRAME_MIN_SIZE, frameMax - BYTES_FOR_THE_BROKER);
  }

  /** Returns host and port of the node that a connection of this broker is on. */
  public String nodeOf(Connection connection) {
    Node node = nodes.get(connection);
    return node == null ? address() : node.toString();
  }

  /**
   * Opens a channel.
   *
   * @throws ReportedException if the broker allows no more of them, with the cure
   * @throws IOException if the connection is lost
   */
  public Channel openChannel(Connection connection) throws IOException {
    Channel channel;
    try {
      channel = connection.createChannel();
    } catch (IOException e) {
      Optional<Refusal> refusal = Refusal.in(e);
      if (refusal.isEmpty()) {
        throw e;
      }
      throw ChannelFailure.refused(nodeOf(connection), uri.user(), refusal.get(), e);
    }
    if (channel == null) {
      throw ChannelFailure.tooMany(nodeOf(connection), connection.getChannelMax());
    }
    return channel;
  }

  /** Ends a connection, in order if the broker answers within a second and a half. */
  public void close(Connection connection) {
    close(List.of(connection));
  }

  /**
   * Ends connections, in order if the broker answers, within two seconds whatever it does: a socket
   * that is full holds up every call of the client until it is closed itself.
   */
  public void close(Collection<Connection> connections) {
    List<Thread> orderly =
        connections.stream()
            .map(each -> daemon("close", () -> each.abort(CLOSE_TIMEOUT_MILLIS)))
            .toList();
    if (!joined(orderly, CLOSE_TIMEOUT_MILLIS)) {
      joined(
          connections.stream().map(each -> daemon("cut", () -> factory.cut(each))).toList(),
          CUT_TIMEOUT_MILLIS);
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static boolean joined(List<Thread> threads, long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (Thread thread : threads) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return threads.stream().noneMatch(Thread::isAlive);
  }

  /** Returns the hosts with their ports, in the order of the URI. */
  public String address() {
    return uri.places();
  }

  /** Whether the URI names more than one host, as of a cluster. */
  public boolean hasSeveralHosts() {
    return uri.hosts().size() > 1;
  }

  /** Returns the name of the virtual host. */
  public String virtualHost() {
    return uri.virtualHost();
  }

  /** Returns the name of the user. */
  public String user() {
    return uri.user();
  }

  /** Whether connections are encrypted. */
  public boolean encrypted() {
    return uri.encrypted();
  }
}
