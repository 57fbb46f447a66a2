package payments.common.delay;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import payments.common.Headers;
import payments.common.Names;
import payments.common.RetrySchedule;
import payments.common.amqp.Declarer;
import payments.common.amqp.Message;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.QueueType;
import payments.common.amqp.Refusal;
import payments.common.amqp.Topology;

/**
 * Payments wait in {@code payment-reprocessor}, a quorum queue with delayed retry: it holds back
 * what is rejected, one step longer each time. A payment is published there once and stays.
 */
final class NativeDelay implements DelayMode {
  static final String NAME = "native";

  private static final String QUEUE = "queue " + Names.PAYMENT_REPROCESSOR;

  private final RetrySchedule schedule;

  NativeDelay(RetrySchedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "payments wait in payment-reprocessor, a quorum queue with delayed retry";
  }

  /** Older brokers take the arguments and ignore them, so that only the version tells. */
  @Override
  public Optional<Unavailable> declare(Declarer declarer, PaymentsExchange payments) {
    if (!declarer.info().isRabbitMq(4, 3)) {
      return Optional.of(
          new Unavailable(
              "it is older than RabbitMQ 4.3, the first with delayed retry",
              "upgrade the broker, or use --delay auto"));
    }
    Optional<Refusal> refusal =
        declarer.attempt(
            QUEUE,
            Refusal::meansOtherArguments,
            channel -> Topology.declareQueue(channel, Names.PAYMENT_REPROCESSOR, queueArguments()));
    if (refusal.isPresent()) {
      return refusal.map(why -> unavailable(declarer, why));
    }
    Topology.bindReprocessor(declarer);
    return Optional.empty();
  }

  private static Unavailable unavailable(Declarer declarer, Refusal refusal) {
    return new Unavailable(
        QUEUE + " was made with other arguments (" + refusal.text() + ")",
        refusal.cure(QUEUE, declarer.broker()));
  }

  private Map<String, Object> queueArguments() {
    Map<String, Object> arguments = new HashMap<>(QueueType.deadLetteringQuorum());
    arguments.put("x-delayed-retry-type", "failed");
    arguments.put("x-delayed-retry-min", schedule.step().toMillis());
    arguments.put("x-delayed-retry-max", schedule.longest().toMillis());
    return arguments;
  }

  @Override
  public int attempts(String queue, BasicProperties properties) {
    return queue.equals(Names.PAYMENT_REPROCESSOR)
        ? Headers.count(properties, Headers.DELIVERY_COUNT)
        : 0;
  }

  /** Only a copy can be given the time it was first seen, so a payment without it is moved. */
  @Override
  public Postponement postpone(Retry retry) {
    boolean atHome =
        retry.queue().equals(Names.PAYMENT_REPROCESSOR)
            && Headers.firstSeen(retry.properties()).isPresent();
    return atHome
        ? new Postponement.Reject()
        : new Postponement.Move(
            Message.to(Names.PAYMENT_REPROCESSOR, retry.uncountedCopy(), retry.body()));
  }
}
