package payments.consumer.delay;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import payments.common.Headers;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.Declarer;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.QueueType;
import payments.common.amqp.Topology;
import payments.consumer.desk.Destination;
import payments.consumer.desk.RetrySchedule;

/**
 * Payments wait in queues, one for each delay, that hand on what has waited long enough. All
 * messages of a queue wait equally long, so that none is held up by another.
 */
final class LadderDelay implements DelayMode {
  static final String NAME = "ladder";
  static final int MOST_QUEUES = 200;

  private final RetrySchedule schedule;
  private final QueueType queueType;

  LadderDelay(RetrySchedule schedule, QueueType queueType) {
    this.schedule = schedule;
    this.queueType = queueType;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "payments wait in %d queues, %s to %s"
        .formatted(
            schedule.numberOfDelays(),
            Names.waitingQueue(schedule.step()),
            Names.waitingQueue(schedule.longest()));
  }

  @Override
  public Optional<Unavailable> declare(Declarer declarer, PaymentsExchange payments) {
    if (!declarer.info().isRabbitMq(3, 10)) {
      return Optional.of(
          new Unavailable(
              "it is not RabbitMQ of version 3.10 or later", "use a broker that --delay auto can"));
    }
    requireReasonableNumber();
    Topology.declareReprocessor(declarer, queueType, payments);
    Map<String, Map<String, Object>> queues = new LinkedHashMap<>();
    for (int attempt = 1; attempt <= schedule.numberOfDelays(); attempt++) {
      Duration delay = schedule.delayBefore(attempt);
      queues.put(Names.waitingQueue(delay), queueArguments(delay));
    }
    declarer.queues(queues);
    return Optional.empty();
  }

  private void requireReasonableNumber() {
    if (schedule.numberOfDelays() > MOST_QUEUES) {
      throw new ReportedException(
          "delay mode ladder needs a queue for each delay, and steps of %d ms up to %d ms are %d delays, more than %d"
              .formatted(
                  schedule.step().toMillis(),
                  schedule.longest().toMillis(),
                  schedule.numberOfDelays(),
                  MOST_QUEUES),
          "make --delay-step longer or --max-delay shorter");
    }
  }

  /**
   * At-least-once dead-lettering needs the overflow argument, too. The queues never expire: a
   * quorum queue that does takes what waits in it along.
   */
  private static Map<String, Object> queueArguments(Duration delay) {
    return Map.of(
        "x-queue-type",
        "quorum",
        "x-message-ttl",
        delay.toMillis(),
        "x-dead-letter-exchange",
        Names.DEFAULT_EXCHANGE,
        "x-dead-letter-routing-key",
        Names.PAYMENT_REPROCESSOR,
        "x-dead-letter-strategy",
        "at-least-once",
        "x-overflow",
        "reject-publish");
  }

  /** A sender's own number is not looked at. */
  @Override
  public int attempts(String queue, BasicProperties properties) {
    return queue.equals(Names.PAYMENT_REPROCESSOR) ? Headers.count(properties, Headers.RETRY) : 0;
  }

  @Override
  public Destination placeFor(Duration delay) {
    return Destination.queue(Names.waitingQueue(delay));
  }
}
