package payments.broker;

import java.util.Collection;
import java.util.List;
import org.apache.qpid.server.model.ConfiguredObjectInjectedAttribute;
import org.apache.qpid.server.model.ConfiguredObjectInjectedOperation;
import org.apache.qpid.server.model.ConfiguredObjectInjectedStatistic;
import org.apache.qpid.server.model.ConfiguredSettableInjectedAttribute;
import org.apache.qpid.server.model.Exchange;
import org.apache.qpid.server.model.Initialization;
import org.apache.qpid.server.model.InjectedAttributeStatisticOrOperation.TypeValidator;
import org.apache.qpid.server.plugin.ConfiguredObjectAttributeInjector;

/**
 * Lets exchanges be declared with the argument {@code x-delayed-type}, which the broker would
 * otherwise drop before {@link DelayedExchange} could refuse a wrong one.
 *
 * <p>Public because the broker finds it through {@code META-INF/services}.
 */
public final class DelayedTypeArgument implements ConfiguredObjectAttributeInjector {

  static final String NAME = "x-delayed-type";
  static final String DIRECT = "direct";

  // All exchanges, because the broker accepts for any what it knows from one, and then fails for
  // those without.
  private static final TypeValidator EXCHANGES = Exchange.class::isAssignableFrom;

  @Override
  public String getType() {
    return NAME;
  }

  @Override
  public TypeValidator getTypeValidator() {
    return EXCHANGES;
  }

  @Override
  public Collection<ConfiguredObjectInjectedAttribute<?, ?>> getInjectedAttributes() {
    String none = "";
    return List.of(
        new ConfiguredSettableInjectedAttribute<>(
            NAME,
            String.class,
            String.class,
            none,
            false, // secure
            true, // persisted
            true, // immutable
            none,
            false, // oversized
            none,
            "How a delayed exchange routes what has waited.",
            new String[0],
            none,
            EXCHANGES,
            Initialization.none));
  }

  @Override
  public Collection<ConfiguredObjectInjectedStatistic<?, ?>> getInjectedStatistics() {
    return List.of();
  }

  @Override
  public Collection<ConfiguredObjectInjectedOperation<?>> getInjectedOperations() {
    return List.of();
  }
}
