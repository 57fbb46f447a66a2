package payments.consumer.waiting;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import payments.common.Headers;
import payments.common.Names;
import payments.common.amqp.DeclarationFailure;
import payments.common.amqp.Declarer;
import payments.common.amqp.Message;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.QueueType;
import payments.common.amqp.Refusal;
import payments.common.amqp.Topology;
import payments.consumer.delivery.Outcome;

/**
 * Payments wait in {@code payment-reprocessor}, a quorum queue with delayed retry: it holds back
 * what is rejected, one step longer each time. A payment is published there once and stays.
 */
final class NativeDelay implements DelayMode {
  static final String NAME = "native";

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
        declarer.queue(Names.PAYMENT_REPROCESSOR, queueArguments(), Refusal::meansOtherArguments);
    if (refusal.isPresent()) {
      return refusal.map(why -> unavailable(declarer, why));
    }
    Topology.bindReprocessor(declarer);
    return Optional.empty();
  }

  /** One that has no such argument was made for another mode; else its delays are others. */
  private static Unavailable unavailable(Declarer declarer, Refusal refusal) {
    boolean ofAnotherMode =
        refusal.text().contains("x-queue-type") || refusal.text().contains("current is none");
    return new Unavailable(
        "queue payment-reprocessor was made with other arguments (" + refusal.text() + ")",
        (ofAnotherMode
                ? "start with --delay auto; or, "
                : "start with the --delay-step and --max-delay it was made for; or, ")
            + DeclarationFailure.removalOfQueue(Names.PAYMENT_REPROCESSOR, declarer.broker()));
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

  @Override
  public boolean redelivers(String queue) {
    return queue.equals(Names.PAYMENT_REPROCESSOR);
  }

  /** Only a copy can be given the time it was first seen, so a payment without it is moved. */
  @Override
  public Outcome postpone(Retry retry) {
    boolean atHome =
        retry.message().queue().equals(Names.PAYMENT_REPROCESSOR)
            && Headers.firstSeen(retry.message().properties()).isPresent();
    return atHome
        ? new Outcome.Reject(retry.event())
        : new Outcome.Republish(
            Message.to(Names.PAYMENT_REPROCESSOR, retry.uncountedCopy(), retry.message().body()),
            Optional.empty());
  }
}
