package payments.broker;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.server.configuration.IllegalConfigurationException;
import org.apache.qpid.server.exchange.AbstractExchange;
import org.apache.qpid.server.filter.AMQInvalidArgumentException;
import org.apache.qpid.server.message.InstanceProperties;
import org.apache.qpid.server.message.MessageDestination;
import org.apache.qpid.server.message.MessageReference;
import org.apache.qpid.server.message.RoutingResult;
import org.apache.qpid.server.message.ServerMessage;
import org.apache.qpid.server.model.ManagedObject;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.protocol.v0_8.AMQMessage;
import org.apache.qpid.server.store.MessageStore;
import org.apache.qpid.server.store.StorableMessageMetaData;
import org.apache.qpid.server.txn.AutoCommitTransaction;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange as RabbitMQ's delayed-message plugin has it: what says so in its header {@code
 * x-delay} waits before it is routed, like by a direct exchange.
 */
@ManagedObject(category = false, type = DelayedExchange.TYPE)
final class DelayedExchange extends AbstractExchange<DelayedExchange> {

  static final String TYPE = "x-delayed-message";

  private static final Logger log = LoggerFactory.getLogger(DelayedExchange.class);

  private final RoutingTable<MessageDestination> routes = new RoutingTable<>();
  private final DelayLine delayLine = new DelayLine(this, this::deliver);

  DelayedExchange(Map<String, Object> attributes, QueueManagingVirtualHost<?> host) {
    super(attributes, host);
  }

  @Override
  public void onValidate() {
    super.onValidate();
    Object delayedType = getAttribute(DelayedTypeArgument.NAME);
    if (!DelayedTypeArgument.DIRECT.equals(delayedType)) {
      throw new IllegalConfigurationException(
          DelayedTypeArgument.NAME + " must be direct in this broker, was " + delayedType);
    }
  }

  @Override
  protected <M extends ServerMessage<? extends StorableMessageMetaData>> void doRoute(
      M message, String key, InstanceProperties properties, RoutingResult<M> result) {
    if (DelayHeader.millisOf(message) > 0) {
      result.addQueue(delayLine);
    } else {
      routes.find(key).forEach(queue -> result.add(queue.route(message, key, properties)));
    }
  }

  /** Routes a copy of a message that has waited; its negated delay keeps it from waiting again. */
  private void deliver(AMQMessage waited) {
    MessageStore store = getVirtualHost().getMessageStore();
    // The copy is held while it is routed, and freed after that where no queue took it.
    try (MessageReference<AMQMessage> held = DelayHeader.negated(waited, store)) {
      AMQMessage due = held.getMessage();
      String key = due.getInitialRoutingAddress();
      int queues =
          route(due, key, InstanceProperties.EMPTY).send(new AutoCommitTransaction(store), null);
      if (queues == 0) {
        log.warn(
            "message of exchange {} dropped after its delay: no queue for key '{}'",
            getName(),
            key);
      }
    }
  }

  @Override
  protected void onBind(BindingIdentifier binding, Map<String, Object> arguments) {
    routes.add(binding.getBindingKey(), binding.getDestination());
  }

  @Override
  protected void onBindingUpdated(BindingIdentifier binding, Map<String, Object> arguments) {
    // Direct routing takes no arguments.
  }

  @Override
  protected void onUnbind(BindingIdentifier binding) {
    routes.remove(binding.getBindingKey(), binding.getDestination());
  }

  @Override
  protected CompletableFuture<Void> onClose() {
    delayLine.close();
    return super.onClose();
  }

  @Override
  protected CompletableFuture<Void> onDelete() {
    delayLine.close();
    return super.onDelete();
  }

  // Bindings may change on the broker's configuration thread only. The broker's own exchanges have
  // these three generated, by an annotation processor that is not published.

  @Override
  public boolean addBinding(String key, Queue<?> queue, Map<String, Object> arguments)
      throws AMQInvalidArgumentException {
    return runTask(new Change<>("bind", () -> super.addBinding(key, queue, arguments)));
  }

  @Override
  public boolean deleteBinding(String key, Queue<?> queue) {
    return runTask(new Change<>("unbind", () -> super.deleteBinding(key, queue)));
  }

  @Override
  public void destinationRemoved(MessageDestination destination) {
    runTask(
        new Change<>(
            "forget queue",
            () -> {
              super.destinationRemoved(destination);
              return null;
            }));
  }
}
