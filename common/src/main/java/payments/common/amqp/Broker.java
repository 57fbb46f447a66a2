package payments.common.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ExceptionHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import payments.common.ReportedException;

/**
 * Where the broker is and how to connect to it. Connections do not recover by themselves: who loses
 * one starts anew, so that there is one way of coming back, whatever was lost.
 *
 * <p>Any thread may use it.
 */
public final class Broker {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int RPC_TIMEOUT_MILLIS = 60_000;
  private static final int CLOSE_TIMEOUT_MILLIS = 1_500;
  private static final int CUT_TIMEOUT_MILLIS = 500;
  private static final int HEARTBEAT_SECONDS = 20;
  private static final int LARGEST_PORT = 65_535;
  private static final int BYTES_FOR_THE_BROKER = 4_096;

  /** The most that a broker can be set to accept. A larger one would end the connection. */
  private static final int LARGEST_BODY_BYTES = 512 * 1024 * 1024;

  private final BatchingConnectionFactory factory = new BatchingConnectionFactory();

  /**
   * Reads where to connect; nothing is sent yet.
   *
   * @param uri {@code amqp} or {@code amqps}; the latter verifies certificate and host name
   * @param caCertificate with {@code amqps}, a PEM file of authorities to trust besides Java's, or
   *     null
   * @throws IllegalArgumentException if that is no such URI; the message does not repeat it, for it
   *     may hold a password
   * @throws payments.common.ReportedException if the file cannot be read
   */
  public Broker(String uri, Path caCertificate) {
    try {
      factory.setUri(complete(uri));
      if (factory.isSSL()) {
        factory.useSslProtocol(Trust.in(caCertificate));
        factory.enableHostnameVerification();
      }
    } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("not an AMQP URI", e);
    }
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
    factory.setHandshakeTimeout(CONNECT_TIMEOUT_MILLIS);
    factory.setChannelRpcTimeout(RPC_TIMEOUT_MILLIS);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    factory.setMaxInboundMessageBodySize(LARGEST_BODY_BYTES);
  }

  /** The client takes defaults for what it cannot read: guest on localhost for {@code rabbit_1}. */
  private static URI complete(String text) throws URISyntaxException {
    URI uri = new URI(text);
    boolean readable = uri.getHost() != null || uri.getRawAuthority() == null && !uri.isOpaque();
    if (uri.getScheme() == null
        || !readable
        || uri.getPort() > LARGEST_PORT
        || uri.getFragment() != null) {
      throw new IllegalArgumentException("incomplete");
    }
    return uri;
  }

  /** Makes coming connections report what their callbacks throw. */
  public void setExceptionHandler(ExceptionHandler handler) {
    factory.setExceptionHandler(handler);
  }

  /**
   * Opens a connection.
   *
   * @param name what the broker lists it as
   * @throws payments.common.ReportedException if there is none to be had, with the cure
   */
  public Connection connect(String name) {
    return connect(name, factory);
  }

  private Connection connect(String name, ConnectionFactory connections) {
    try {
      return connections.newConnection(name);
    } catch (IOException | TimeoutException e) {
      throw ConnectFailure.of(this, e);
    }
  }

  /**
   * Opens a connection to publish what is consumed on the other one. Its content headers leave room
   * for those that a broker adds, {@code x-death} for one: a header larger than a frame would end
   * the connection of whoever consumes the message, each time it comes.
   *
   * @param name what the broker lists it as
   * @throws payments.common.ReportedException if there is none to be had, with the cure
   */
  public Connection connectToPublish(String name, Connection consuming) {
    ConnectionFactory leavingRoom = factory.clone();
    leavingRoom.setRequestedFrameMax(frameMaxToPublish(consuming.getFrameMax()));
    return connect(name, leavingRoom);
  }

  static int frameMaxToPublish(int frameMax) {
    return frameMax == 0 ? 0 : Math.max(AMQP.FRAME_MIN_SIZE, frameMax - BYTES_FOR_THE_BROKER);
  }

  /**
   * Opens a channel.
   *
   * @throws ReportedException if the broker allows no more of them, with the cure
   */
  public Channel openChannel(Connection connection) throws IOException {
    Channel channel = connection.createChannel();
    if (channel == null) {
      throw new ReportedException(
          "the broker at %s allows only %d channels on a connection"
              .formatted(address(), connection.getChannelMax()),
          "raise channel_max in its rabbitmq.conf to 16 or more");
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

  /** Returns host and port. */
  public String address() {
    return factory.getHost() + ":" + factory.getPort();
  }

  String virtualHost() {
    return factory.getVirtualHost();
  }

  String user() {
    return factory.getUsername();
  }

  /** Whether connections are encrypted. */
  public boolean encrypted() {
    return factory.isSSL();
  }
}
