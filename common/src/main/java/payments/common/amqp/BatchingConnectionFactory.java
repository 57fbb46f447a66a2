package payments.common.amqp;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.SocketFrameHandler;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Makes connections that send in batches, and can be cut whatever they wait for. */
final class BatchingConnectionFactory extends ConnectionFactory {
  /** The most that a broker can be set to accept. A larger one would end the connection. */
  private static final int LARGEST_BODY_BYTES = 512 * 1024 * 1024;

  /** Shared by the clones of a factory. */
  private final Map<Connection, Socket> sockets = Collections.synchronizedMap(new WeakHashMap<>());

  private Optional<SSLContext> encryption = Optional.empty();

  /** The client's own limits, on frames and on whole messages, end the connection at 64 MiB. */
  BatchingConnectionFactory() {
    setMaxInboundMessageBodySize(LARGEST_BODY_BYTES);
  }

  /** Encrypts connections, and verifies that the certificate is that of the host. */
  void encrypt(Optional<SSLContext> with) {
    encryption = with;
  }

  /** Opens a connection to a node, as all else is set. Any thread may call it. */
  Connection connect(Node node, String name) throws IOException, TimeoutException {
    BatchingConnectionFactory toNode = clone();
    toNode.node = node;
    Address address = new Address(node.host().name(), node.host().port());
    return toNode.newConnection(null, () -> List.of(address), name);
  }

  private Node node;

  @Override
  protected synchronized FrameHandlerFactory createFrameHandlerFactory() {
    return (address, name) -> frames();
  }

  private FrameHandler frames() throws IOException {
    Socket socket = new Socket();
    boolean connected = false;
    try {
      socket.setTcpNoDelay(true);
      socket.connect(node.socketAddress(), getConnectionTimeout());
      Socket spokenTo = encryption.isPresent() ? encrypted(socket, encryption.get()) : socket;
      FrameHandler handler = new SocketFrameHandler(spokenTo, null, LARGEST_BODY_BYTES);
      FrameHandler batched =
          new BatchedFrames(handler, connection -> sockets.put(connection, socket));
      connected = true;
      return batched;
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  /** Over the plain socket, which can be closed while the encrypted one waits. */
  private Socket encrypted(Socket plain, SSLContext context) throws IOException {
    Host host = node.host();
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, host.name(), host.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    shakeHands(socket, plain);
    return socket;
  }

  /** As a whole: a peer that sends a byte now and then keeps to the limit of each read for ever. */
  private void shakeHands(SSLSocket socket, Socket plain) throws IOException {
    long start = System.nanoTime();
    long limit = TimeUnit.MILLISECONDS.toNanos(getHandshakeTimeout());
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            () -> close(plain), CompletableFuture.delayedExecutor(limit, TimeUnit.NANOSECONDS));
    try {
      socket.startHandshake();
    } catch (IOException e) {
      if (System.nanoTime() - start >= limit) {
        throw new SocketTimeoutException("no end of the TLS handshake");
      }
      throw e;
    } finally {
      end.cancel(false);
    }
  }

  @Override
  public BatchingConnectionFactory clone() {
    return (BatchingConnectionFactory) super.clone();
  }

  /**
   * Closes the socket of a connection: the one thing that ends a write which the broker does not
   * take.
   */
  void cut(Connection connection) {
    Socket socket = sockets.get(connection);
    if (socket != null) {
      close(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // closed it is
    }
  }
}
