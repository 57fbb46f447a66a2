package payments.broker;

import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.plugin.ConnectionPropertyEnricher;
import org.apache.qpid.server.transport.AMQPConnection;

/**
 * Tells clients which of RabbitMQ's extensions the broker has: some use none that is not announced.
 *
 * <p>Public because the broker finds it through {@code META-INF/services}.
 */
public final class Capabilities implements ConnectionPropertyEnricher {

  /** What {@code embedded-broker.json} calls it. */
  @Override
  public String getType() {
    return "CAPABILITIES";
  }

  @Override
  public Map<String, Object> addConnectionProperties(
      AMQPConnection<?> connection, Map<String, Object> properties) {
    Map<String, Object> more = new HashMap<>(properties);
    more.put("capabilities", Map.of("publisher_confirms", true, "basic.nack", true));
    return more;
  }
}
