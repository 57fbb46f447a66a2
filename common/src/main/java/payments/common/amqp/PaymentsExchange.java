package payments.common.amqp;

import java.util.Map;
import java.util.Optional;
import payments.common.Names;

/**
 * The exchange {@code payments}, of the type that this broker can do.
 *
 * @param whyNotDelayed why it is a direct one, none if it is the plugin's and delays
 */
public record PaymentsExchange(Optional<String> whyNotDelayed) {
  private static final String DELAYED = "x-delayed-message";
  private static final String MADE_WITHOUT =
      "exchange payments was made without the delayed-message plugin";

  /** Declares it as the plugin's and, where that cannot be, as a direct one. */
  static PaymentsExchange declare(Declarer declarer) {
    Optional<Refusal> refusal =
        declarer.attempt(
            "exchange " + Names.PAYMENTS,
            why -> true, // a direct one is the next to try
            channel ->
                Topology.declareExchange(
                    channel, Names.PAYMENTS, DELAYED, Map.of("x-delayed-type", "direct")));
    refusal.ifPresent(
        why ->
            declarer.require(
                "exchange " + Names.PAYMENTS,
                channel -> Topology.declareExchange(channel, Names.PAYMENTS, "direct", Map.of())));
    return new PaymentsExchange(refusal.map(PaymentsExchange::explain));
  }

  /** Returns what a user can do to have the plugin's. */
  public String cure(Broker broker) {
    return whyNotDelayed.filter(MADE_WITHOUT::equals).isPresent()
        ? Obstacle.removal("exchange " + Names.PAYMENTS, broker)
        : "enable the plugin with `rabbitmq-plugins enable rabbitmq_delayed_message_exchange` (up to RabbitMQ 4.2), or use --delay auto";
  }

  private static String explain(Refusal refusal) {
    if (refusal.meansOtherArguments()) {
      return MADE_WITHOUT;
    }
    return refusal.meansUnsupported()
        ? "it has no delayed-message plugin"
        : "it refuses an exchange of type %s (%s)".formatted(DELAYED, refusal.text());
  }
}
