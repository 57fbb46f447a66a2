package payments.consumer.delay;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import payments.common.Headers;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.DeclarationFailure;
import payments.common.amqp.Declarer;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.QueueType;
import payments.common.amqp.Refusal;
import payments.common.amqp.Topology;
import payments.consumer.desk.Delivery.Way;
import payments.consumer.desk.Destination;
import payments.consumer.desk.RetrySchedule;

/**
 * Payments wait in {@code payment-reprocessor}, a quorum queue with delayed retry: it holds back
 * what is rejected, one step longer each time. A payment is published there once and stays.
 */
final class NativeDelay implements DelayMode {
  static final String NAME = "native";

  private static final String SHORTEST = "x-delayed-retry-min";
  private static final String LONGEST = "x-delayed-retry-max";

  /** In the broker's words on a queue that has another one of the two. */
  private static final Pattern CURRENT_DELAY =
      Pattern.compile("'(x-delayed-retry-m(?:in|ax))'.* current is (?:the value )?'(\\d{1,10})'");

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
      madeFor(declarer, refusal.get())
          .ifPresent(
              options -> {
                throw ofOtherDelays(declarer, options);
              });
      return refusal.map(why -> unavailable(declarer, why));
    }
    Topology.routeToReprocessor(declarer, payments);
    return Optional.empty();
  }

  /**
   * Returns the options that the queue was made for, none if more than its delays are others. The
   * broker names one argument in each refusal.
   */
  private Optional<String> madeFor(Declarer declarer, Refusal refusal) {
    Map<String, Object> arguments = queueArguments();
    Optional<Refusal> refused = Optional.of(refusal);
    for (int argument = 0; argument < 2 && refused.isPresent(); argument++) {
      Matcher current = CURRENT_DELAY.matcher(refused.get().text());
      if (!current.find()) {
        return Optional.empty();
      }
      arguments.put(current.group(1), Long.parseLong(current.group(2)));
      refused = declarer.queue(Names.PAYMENT_REPROCESSOR, arguments, Refusal::meansOtherArguments);
    }
    return refused.isPresent()
        ? Optional.empty()
        : Optional.of(
            "--delay-step %s --max-delay %s"
                .formatted(option(arguments.get(SHORTEST)), option(arguments.get(LONGEST))));
  }

  private static String option(Object millis) {
    long number = (Long) millis;
    return number % 1_000 == 0 ? number / 1_000 + "s" : number + "ms";
  }

  /** No other mode can use such a queue. */
  private static ReportedException ofOtherDelays(Declarer declarer, String options) {
    return new ReportedException(
        "queue payment-reprocessor at %s was made for other delays: %s"
            .formatted(declarer.broker().address(), options),
        "start with %s; or, %s"
            .formatted(
                options,
                DeclarationFailure.removalOfQueue(Names.PAYMENT_REPROCESSOR, declarer.broker())));
  }

  /** One that has no such argument was made for another mode. */
  private static Unavailable unavailable(Declarer declarer, Refusal refusal) {
    boolean ofAnotherMode =
        refusal.text().contains("x-queue-type") || refusal.text().contains("current is none");
    return new Unavailable(
        "queue payment-reprocessor was made with other arguments (" + refusal.text() + ")",
        (ofAnotherMode ? "start with --delay auto; or, " : "")
            + DeclarationFailure.removalOfQueue(Names.PAYMENT_REPROCESSOR, declarer.broker()));
  }

  private Map<String, Object> queueArguments() {
    Map<String, Object> arguments = new HashMap<>(QueueType.deadLetteringQuorum());
    arguments.put("x-delayed-retry-type", "failed");
    arguments.put(SHORTEST, schedule.step().toMillis());
    arguments.put(LONGEST, schedule.longest().toMillis());
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
  public Way way(String queue, BasicProperties properties) {
    boolean atHome =
        queue.equals(Names.PAYMENT_REPROCESSOR) && Headers.firstSeen(properties).isPresent();
    return atHome ? Way.IN_PLACE : Way.MOVE;
  }

  /** It is in the queue already, or is moved there. */
  @Override
  public Destination placeFor(Duration delay) {
    return Destination.queue(Names.PAYMENT_REPROCESSOR);
  }
}
