package payments.consumer.delay;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.Optional;
import payments.common.Headers;
import payments.common.Names;
import payments.common.amqp.Declarer;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.QueueType;
import payments.common.amqp.Topology;
import payments.consumer.desk.Destination;

/** Payments wait in the exchange {@code payments}, which the delayed-message plugin provides. */
final class PluginDelay implements DelayMode {
  static final String NAME = "plugin";

  private final QueueType queueType;

  PluginDelay(QueueType queueType) {
    this.queueType = queueType;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "payments wait in exchange payments, of type x-delayed-message";
  }

  @Override
  public Optional<Unavailable> declare(Declarer declarer, PaymentsExchange payments) {
    Optional<Unavailable> unavailable =
        payments
            .obstacle()
            .map(
                why ->
                    new Unavailable(
                        why.reason(), payments.cure(declarer.broker(), declarer.info())));
    if (unavailable.isEmpty()) {
      Topology.declareReprocessor(declarer, queueType, payments);
    }
    return unavailable;
  }

  /** A sender's own number is not looked at. */
  @Override
  public int attempts(String queue, BasicProperties properties) {
    return queue.equals(Names.PAYMENT_REPROCESSOR) ? Headers.count(properties, Headers.RETRY) : 0;
  }

  /** Not mandatory: the plugin returns whatever it delays, and confirms it as well. */
  @Override
  public Destination placeFor(Duration delay) {
    return new Destination(Names.PAYMENTS, Names.REPROCESS_PAYMENT, false);
  }
}
