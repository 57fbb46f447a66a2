package payments.broker;

import java.util.Map;
import org.apache.qpid.server.model.AbstractConfiguredObjectTypeFactory;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;

/**
 * Makes delayed exchanges; public because the broker finds it through {@code META-INF/services}.
 */
public final class DelayedExchangeFactory
    extends AbstractConfiguredObjectTypeFactory<DelayedExchange> {

  public DelayedExchangeFactory() {
    super(DelayedExchange.class);
  }

  @Override
  protected DelayedExchange createInstance(
      Map<String, Object> attributes, ConfiguredObject<?> parent) {
    return new DelayedExchange(attributes, (QueueManagingVirtualHost<?>) parent);
  }
}
