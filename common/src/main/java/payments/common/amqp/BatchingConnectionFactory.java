package payments.common.amqp;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;
import java.net.Socket;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/** Makes connections that send in batches, and can be cut whatever they wait for. */
final class BatchingConnectionFactory extends ConnectionFactory {
  /** Shared by the clones of a factory. */
  private final Map<Connection, Socket> sockets = Collections.synchronizedMap(new WeakHashMap<>());

  private final ThreadLocal<Socket> created = new ThreadLocal<>();

  /** Set before host names are verified, which adds to it: set later, it would take that away. */
  BatchingConnectionFactory() {
    setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(created::set));
  }

  @Override
  protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
    FrameHandlerFactory handlers = super.createFrameHandlerFactory();
    return (address, connectionName) -> {
      FrameHandler handler = handlers.create(address, connectionName);
      Socket socket = created.get();
      created.remove();
      return new BatchedFrames(handler, connection -> sockets.put(connection, socket));
    };
  }

  /**
   * Closes the socket of a connection: the one thing that ends a write which the broker does not
   * take. With TLS even this may wait for that write.
   */
  void cut(Connection connection) {
    Socket socket = sockets.get(connection);
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // closed it is
      }
    }
  }
}
