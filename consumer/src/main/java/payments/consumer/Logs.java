package payments.consumer;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.DeclarationFailure;
import payments.common.amqp.Declarer;
import payments.common.amqp.Refusal;

/** The streams that a consumer keeps what it has to remember in. */
final class Logs {
  private static final String TYPE = "x-queue-type";

  private Logs() {}

  /**
   * Declares the stream of registrations.
   *
   * @return whether this broker has streams
   */
  static boolean declareClientsLog(Declarer declarer) {
    return declare(
            declarer,
            Names.CLIENTS_LOG,
            Map.of(TYPE, "stream"),
            Refusal::meansUnsupported,
            "with it all registrations are forgotten, and have to be sent again")
        .isEmpty();
  }

  /** Declares the stream of processed payments, which keeps the last gigabyte. */
  static void declarePaymentsLog(Declarer declarer) {
    declare(
        declarer,
        Names.PAYMENTS_LOG,
        Map.of(
            TYPE,
            "stream",
            "x-max-length-bytes",
            1_000_000_000L,
            "x-stream-max-segment-size-bytes",
            50_000_000L),
        why -> false,
        "with it is forgotten what was processed: do so when no payment waits");
  }

  /**
   * Declares a stream.
   *
   * @param expected the refusals that are an answer to the caller
   * @param loss what its removal means, if it is there with other arguments: a stream is never
   *     empty
   * @return such a refusal, none if it is there
   */
  private static Optional<Refusal> declare(
      Declarer declarer,
      String name,
      Map<String, Object> arguments,
      Predicate<Refusal> expected,
      String loss) {
    Optional<Refusal> refusal =
        declarer.queue(name, arguments, expected.or(Refusal::meansOtherArgumentsOnly));
    if (refusal.filter(Refusal::meansOtherArgumentsOnly).isPresent()) {
      throw new ReportedException(
          "the broker at %s has stream %s with other arguments: %s"
              .formatted(declarer.broker().address(), name, refusal.get().text()),
          DeclarationFailure.removalOfLog(name, declarer.broker(), loss));
    }
    return refusal;
  }
}
