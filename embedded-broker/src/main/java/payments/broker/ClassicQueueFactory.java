package payments.broker;

import java.util.Map;
import org.apache.qpid.server.model.AbstractConfiguredObjectTypeFactory;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.queue.StandardQueueImpl;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;

/** Makes classic queues; public because the broker finds it through {@code META-INF/services}. */
public final class ClassicQueueFactory
    extends AbstractConfiguredObjectTypeFactory<StandardQueueImpl> {

  public ClassicQueueFactory() {
    super(type());
  }

  @SuppressWarnings("unchecked") // its bound asks for the class that the queue extends
  private static Class<StandardQueueImpl> type() {
    return (Class<StandardQueueImpl>) (Class<?>) ClassicQueue.class;
  }

  @Override
  protected StandardQueueImpl createInstance(
      Map<String, Object> attributes, ConfiguredObject<?> parent) {
    return new ClassicQueue(attributes, (QueueManagingVirtualHost<?>) parent);
  }
}
