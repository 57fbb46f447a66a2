package payments.common.amqp;

import java.util.Map;
import java.util.Optional;
import payments.common.Names;

/**
 * The exchange {@code payments}, of the type that this broker can do.
 *
 * @param obstacle why it does not delay, none if it is the plugin's
 */
public record PaymentsExchange(Optional<Obstacle> obstacle) {
  private static final String DELAYED = "x-delayed-message";

  /**
   * What keeps it from delaying.
   *
   * @param reason in a few words
   * @param madeWithout whether an exchange from before the plugin is in the way
   */
  public record Obstacle(String reason, boolean madeWithout) {}

  /** Declares it as the plugin's and, where that cannot be, as a direct one. */
  static PaymentsExchange declare(Declarer declarer) {
    Optional<Refusal> refusal =
        declarer.exchange(
            Names.PAYMENTS,
            DELAYED,
            Map.of("x-delayed-type", "direct"),
            why -> true); // a direct one is the next to try
    if (refusal.isPresent()) {
      declarer.exchange(Names.PAYMENTS, "direct", Map.of());
    }
    return new PaymentsExchange(refusal.map(PaymentsExchange::obstacle));
  }

  /**
   * Whether payments may wait in it: the plugin keeps those of an exchange that was deleted, and
   * hands them to the one of the same name that was made without it.
   */
  boolean mayHoldPayments() {
    return obstacle.isEmpty() || obstacle.get().madeWithout();
  }

  /** Returns what a user can do to have the plugin's, on a broker that there is one for. */
  public String cure(Broker broker, BrokerInfo info) {
    if (info.isRabbitMq(4, 3)) { // it would be enabled with a warning, and do nothing
      return "use --delay auto: the plugin is for RabbitMQ up to 4.2";
    }
    String enable =
        "enable the plugin with `rabbitmq-plugins enable rabbitmq_delayed_message_exchange`, or use --delay auto";
    return obstacle.filter(Obstacle::madeWithout).isPresent()
        ? enable + "; then " + DeclarationFailure.removalOfExchange(Names.PAYMENTS, broker)
        : enable;
  }

  private static Obstacle obstacle(Refusal refusal) {
    if (refusal.meansOtherArguments()) {
      return new Obstacle("exchange payments was made without the delayed-message plugin", true);
    }
    return new Obstacle(
        refusal.meansUnsupported()
            ? "it has no delayed-message plugin"
            : "it refuses an exchange of type %s (%s)".formatted(DELAYED, refusal.text()),
        false);
  }
}
