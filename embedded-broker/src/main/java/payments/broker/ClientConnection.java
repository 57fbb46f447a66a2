package payments.broker;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.Transport;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.protocol.v0_8.AMQChannel;
import org.apache.qpid.server.protocol.v0_8.AMQPConnection_0_8Impl;
import org.apache.qpid.server.protocol.v0_8.FieldTable;
import org.apache.qpid.server.protocol.v0_8.MessageConsumerAssociation;
import org.apache.qpid.server.protocol.v0_8.UnacknowledgedMessageMap;
import org.apache.qpid.server.protocol.v0_8.transport.ServerChannelMethodProcessor;
import org.apache.qpid.server.transport.AggregateTicker;
import org.apache.qpid.server.transport.ServerNetworkConnection;

/**
 * A client's connection, on which arguments mean what they mean to RabbitMQ, where the broker
 * underneath has other words or none: the type of a queue, and the alternate of an exchange.
 *
 * <p>What cannot be is refused as RabbitMQ does it: the channel is closed, the connection stays.
 */
final class ClientConnection extends AMQPConnection_0_8Impl {

  private static final int EXCHANGE_CLASS = 40;
  private static final int QUEUE_CLASS = 50;
  private static final int DECLARE = 10;
  private static final int BASIC_CLASS = 60;
  private static final int NACK = 120;

  /** Where {@code receiveQueueDeclare} has it. */
  private static final int PASSIVE = 1;

  /** The exchange that gets what no queue does, in RabbitMQ's words and the broker's. */
  private static final String ALTERNATE = "alternate-exchange";

  private static final String ALTERNATE_HERE = "alternateExchange";

  private static final String QUEUE_TYPE = "x-queue-type";
  private static final int PRECONDITION_FAILED = 406;

  private boolean declares;

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
    declares =
        (classId == QUEUE_CLASS || classId == EXCHANGE_CLASS) && methodId == DECLARE
            || classId == BASIC_CLASS && methodId == NACK;
  }

  @Override
  public ServerChannelMethodProcessor getChannelMethodProcessor(int channelId) {
    ServerChannelMethodProcessor all = super.getChannelMethodProcessor(channelId);
    return declares && all instanceof AMQChannel channel ? declaring(channel) : all;
  }

  /** Returns the channel, which sees declarations as it can carry them out. */
  private ServerChannelMethodProcessor declaring(AMQChannel channel) {
    return (ServerChannelMethodProcessor)
        Proxy.newProxyInstance(
            ServerChannelMethodProcessor.class.getClassLoader(),
            new Class<?>[] {ServerChannelMethodProcessor.class},
            (proxy, method, given) ->
                switch (method.getName()) {
                  case "receiveQueueDeclare" -> declareQueue(channel, method, given);
                  case "receiveExchangeDeclare" -> declareExchange(channel, method, given);
                  case "receiveBasicNack" -> nack(channel, method, given);
                  default -> call(channel, method, given);
                });
  }

  /** Gives back one by one: of several at once, the broker underneath takes the last only. */
  private static Object nack(AMQChannel channel, Method method, Object[] given) throws Throwable {
    if (!(boolean) given[1]) {
      return call(channel, method, given);
    }
    long last = (long) given[0] == 0 ? Long.MAX_VALUE : (long) given[0];
    Field field = AMQChannel.class.getDeclaredField("_unacknowledgedMessageMap");
    field.setAccessible(true);
    SortedSet<Long> tags = new TreeSet<>();
    ((UnacknowledgedMessageMap) field.get(channel))
        .visit(
            new UnacknowledgedMessageMap.Visitor() {
              @Override
              public boolean callback(long tag, MessageConsumerAssociation message) {
                return tag <= last && tags.add(tag);
              }

              @Override
              public void visitComplete() {}
            });
    for (long tag : tags) {
      call(channel, method, new Object[] {tag, false, given[2]});
    }
    return null;
  }

  private Object declareQueue(AMQChannel channel, Method method, Object[] given) throws Throwable {
    Map<String, Object> arguments = readArguments(channel, given);
    if (arguments == null) {
      return null;
    }
    Object type = arguments.remove(QUEUE_TYPE);
    boolean passive = (boolean) given[PASSIVE];
    if (type != null && !type.equals(ClassicQueue.TYPE) && !passive) {
      refuse(channel, "unsupported queue type '" + type + "': this broker has classic queues only");
      return null;
    }
    arguments.put(Queue.TYPE, ClassicQueue.TYPE);
    given[given.length - 1] = FieldTable.convertToFieldTable(arguments);
    return call(channel, method, given);
  }

  private Object declareExchange(AMQChannel channel, Method method, Object[] given)
      throws Throwable {
    Map<String, Object> arguments = readArguments(channel, given);
    if (arguments == null) {
      return null;
    }
    Object alternate = arguments.remove(ALTERNATE);
    if (alternate != null) {
      arguments.put(ALTERNATE_HERE, alternate);
    }
    given[given.length - 1] = FieldTable.convertToFieldTable(arguments);
    return call(channel, method, given);
  }

  /** Returns the arguments, or null if the channel is closed because they cannot be read. */
  private Map<String, Object> readArguments(AMQChannel channel, Object[] given) {
    try {
      return new HashMap<>(FieldTable.convertToMap((FieldTable) given[given.length - 1]));
    } catch (RuntimeException e) {
      refuse(channel, "arguments that cannot be read: " + e.getMessage());
      return null;
    }
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
