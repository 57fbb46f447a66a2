package payments.broker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.Transport;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.protocol.v0_8.AMQChannel;
import org.apache.qpid.server.protocol.v0_8.AMQPConnection_0_8Impl;
import org.apache.qpid.server.protocol.v0_8.FieldTable;
import org.apache.qpid.server.protocol.v0_8.transport.ServerChannelMethodProcessor;
import org.apache.qpid.server.transport.AggregateTicker;
import org.apache.qpid.server.transport.ServerNetworkConnection;

/**
 * A client's connection, which makes each queue a {@link ClassicQueue} and takes the argument
 * {@code x-queue-type}, which the broker underneath does not know.
 *
 * <p>A type that there is not is refused as RabbitMQ does it: the channel is closed, the connection
 * stays.
 */
final class ClientConnection extends AMQPConnection_0_8Impl {

  private static final int QUEUE_CLASS = 50;
  private static final int DECLARE = 10;

  /** Where the arguments of {@code receiveQueueDeclare} have these two. */
  private static final int PASSIVE = 1;

  private static final int ARGUMENTS = 6;

  private static final String QUEUE_TYPE = "x-queue-type";
  private static final int PRECONDITION_FAILED = 406;

  private boolean declaresQueue;

  ClientConnection(
      Broker<?> broker,
      ServerNetworkConnection network,
      AmqpPort<?> port,
      Transport transport,
      long id,
      AggregateTicker ticker) {
    super(broker, network, port, transport, ClientConnectionFactory.PROTOCOL, id, ticker);
  }

  /** Tells which method comes next. Called, as the next one, on the thread that reads. */
  @Override
  public void setCurrentMethod(int classId, int methodId) {
    super.setCurrentMethod(classId, methodId);
    declaresQueue = classId == QUEUE_CLASS && methodId == DECLARE;
  }

  @Override
  public ServerChannelMethodProcessor getChannelMethodProcessor(int channelId) {
    ServerChannelMethodProcessor all = super.getChannelMethodProcessor(channelId);
    return declaresQueue && all instanceof AMQChannel channel ? declaring(channel) : all;
  }

  /** Returns the channel, which sees only those queue declarations that it can carry out. */
  private ServerChannelMethodProcessor declaring(AMQChannel channel) {
    return (ServerChannelMethodProcessor)
        Proxy.newProxyInstance(
            ServerChannelMethodProcessor.class.getClassLoader(),
            new Class<?>[] {ServerChannelMethodProcessor.class},
            (proxy, method, given) ->
                method.getName().equals("receiveQueueDeclare")
                    ? declare(channel, method, given)
                    : call(channel, method, given));
  }

  private Object declare(AMQChannel channel, Method method, Object[] given) throws Throwable {
    Map<String, Object> arguments = new HashMap<>();
    try {
      arguments.putAll(FieldTable.convertToMap((FieldTable) given[ARGUMENTS]));
    } catch (RuntimeException e) {
      refuse(channel, "queue arguments that cannot be read: " + e.getMessage());
      return null;
    }
    Object type = arguments.remove(QUEUE_TYPE);
    boolean passive = (boolean) given[PASSIVE];
    if (type != null && !type.equals(ClassicQueue.TYPE) && !passive) {
      refuse(channel, "unsupported queue type '" + type + "': this broker has classic queues only");
      return null;
    }
    arguments.put(Queue.TYPE, ClassicQueue.TYPE);
    given[ARGUMENTS] = FieldTable.convertToFieldTable(arguments);
    return call(channel, method, given);
  }

  private void refuse(AMQChannel channel, String why) {
    closeChannelAndWriteFrame(channel, PRECONDITION_FAILED, "PRECONDITION_FAILED - " + why);
  }

  private static Object call(AMQChannel channel, Method method, Object[] given) throws Throwable {
    try {
      return method.invoke(channel, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
