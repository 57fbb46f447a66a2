package payments.consumer.waiting;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Optional;
import payments.common.Headers;
import payments.common.Names;
import payments.common.amqp.Declarer;
import payments.common.amqp.Message;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.QueueType;
import payments.common.amqp.Topology;
import payments.consumer.delivery.Outcome;

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
      Topology.declareReprocessor(declarer, queueType);
    }
    return unavailable;
  }

  @Override
  public int attempts(String queue, BasicProperties properties) {
    return Headers.count(properties, Headers.RETRY);
  }

  /** The copy is not mandatory: the plugin returns whatever it delays, and confirms it as well. */
  @Override
  public Outcome postpone(Retry retry) {
    return new Outcome.Republish(
        new Message(
            Names.PAYMENTS, Names.REPROCESS_PAYMENT, false, retry.copy(), retry.message().body()),
        Optional.of(retry.event()));
  }
}
