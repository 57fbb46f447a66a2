package payments.consumer;

import java.util.Map;
import payments.common.Names;
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
    return declarer
        .queue(Names.CLIENTS_LOG, Map.of(TYPE, "stream"), Refusal::meansUnsupported)
        .isEmpty();
  }

  /** Declares the stream of processed payments, which keeps the last gigabyte. */
  static void declarePaymentsLog(Declarer declarer) {
    declarer.queue(
        Names.PAYMENTS_LOG,
        Map.of(
            TYPE,
            "stream",
            "x-max-length-bytes",
            1_000_000_000L,
            "x-stream-max-segment-size-bytes",
            50_000_000L));
  }
}
