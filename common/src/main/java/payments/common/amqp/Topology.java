package payments.common.amqp;

import static java.util.Locale.ROOT;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import payments.common.Names;
import payments.common.ReportedException;

/** The exchanges and queues that messages come in by, and the queue for those that fail. */
public final class Topology {
  private Topology() {}

  /**
   * Declares all but what payments wait in, which is up to the delay mode.
   *
   * @throws ReportedException if something of that name is in the way
   */
  public static PaymentsExchange declare(Declarer declarer, QueueType type) {
    final PaymentsExchange payments = PaymentsExchange.declare(declarer);
    declarer.exchange(Names.CLIENTS, "direct", Map.of());
    declareQueue(declarer, Names.CLIENTS_PROCESSOR, type);
    declareQueue(declarer, Names.PAYMENT_PROCESSOR, type);
    declare(declarer, Names.DEAD_LETTERS, type, QueueType::finalArguments);
    declarer.bind(Names.CLIENTS, Names.CLIENTS_PROCESSOR, Names.REGISTER_CLIENT);
    declarer.bind(Names.PAYMENTS, Names.PAYMENT_PROCESSOR, Names.PROCESS_PAYMENT);
    return payments;
  }

  /** Declares the queue for later looks, and its binding, as it is without a mode's arguments. */
  public static void declareReprocessor(
      Declarer declarer, QueueType type, PaymentsExchange payments) {
    declareQueue(declarer, Names.PAYMENT_REPROCESSOR, type);
    routeToReprocessor(declarer, payments);
  }

  /**
   * Binds the queue for later looks where what waits comes by the exchange. Elsewhere there is to
   * be no way for who may only send payments: there they would tell how often it was postponed.
   */
  public static void routeToReprocessor(Declarer declarer, PaymentsExchange payments) {
    if (payments.mayHoldPayments()) {
      declarer.bind(Names.PAYMENTS, Names.PAYMENT_REPROCESSOR, Names.REPROCESS_PAYMENT);
    } else {
      declarer.unbind(Names.PAYMENTS, Names.PAYMENT_REPROCESSOR, Names.REPROCESS_PAYMENT);
    }
  }

  private static void declareQueue(Declarer declarer, String name, QueueType type) {
    declare(declarer, name, type, QueueType::arguments);
  }

  /** Another option is a cure only where it was tried. */
  private static void declare(
      Declarer declarer,
      String name,
      QueueType type,
      Function<QueueType, Map<String, Object>> arguments) {
    Optional<Refusal> refusal =
        declarer.queue(
            name,
            arguments.apply(type),
            why -> why.meansOtherArguments() || why.meansUnsupported());
    if (refusal.isEmpty()) {
      return;
    }
    if (refusal.get().meansUnsupported()) {
      throw new ReportedException(
          "%s at %s has no %s queues: %s"
              .formatted(
                  declarer.info(),
                  declarer.broker().address(),
                  type.name().toLowerCase(ROOT),
                  refusal.get().text()),
          "start with --queue-type " + type.other().name().toLowerCase(ROOT));
    }
    QueueType other = type.other();
    boolean isOther =
        declarer.queue(name, arguments.apply(other), Refusal::meansOtherArguments).isEmpty();
    String option =
        isOther ? "start with --queue-type %s; or, ".formatted(other.name().toLowerCase(ROOT)) : "";
    throw new ReportedException(
        "the broker at %s refuses queue %s: %s"
            .formatted(declarer.broker().address(), name, refusal.get().text()),
        option + DeclarationFailure.removalOfQueue(name, declarer.broker()));
  }
}
