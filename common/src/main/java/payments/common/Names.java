package payments.common;

import java.time.Duration;
import java.util.List;

/** Every name on the broker, so that each stands in one place. */
public final class Names {
  /** Direct exchange for registrations; its routing key is the empty one. */
  public static final String CLIENTS = "clients";

  /** Exchange for payments: delayed by the plugin where the broker has it, direct elsewhere. */
  public static final String PAYMENTS = "payments";

  /** Queue of registrations to handle. */
  public static final String CLIENTS_PROCESSOR = "clients-processor";

  /** Queue of payments nobody has looked at yet. */
  public static final String PAYMENT_PROCESSOR = "payment-processor";

  /** Queue of payments for every later look. */
  public static final String PAYMENT_REPROCESSOR = "payment-reprocessor";

  /** Queue of messages that can never be processed, with the reason in their headers. */
  public static final String DEAD_LETTERS = "dead-letters";

  /** Stream of every registration, for restarts and for other consumers. */
  public static final String CLIENTS_LOG = "clients-log";

  /** Stream of every processed payment, for the next service, restarts and other consumers. */
  public static final String PAYMENTS_LOG = "payments-log";

  /** Every queue, but for those of {@link #waitingQueue}. */
  public static final List<String> QUEUES =
      List.of(
          CLIENTS_PROCESSOR,
          PAYMENT_PROCESSOR,
          PAYMENT_REPROCESSOR,
          DEAD_LETTERS,
          CLIENTS_LOG,
          PAYMENTS_LOG);

  /** Fanout exchange of processed payments, for whatever queues users bind to it. */
  public static final String PROCESSED_PAYMENTS = "processed-payments";

  /** The exchange that every queue is bound to by its own name. */
  public static final String DEFAULT_EXCHANGE = "";

  /** Routing key of registrations. */
  public static final String REGISTER_CLIENT = "";

  /** Routing key of payments to look at for the first time. */
  public static final String PROCESS_PAYMENT = "process.payment";

  /** Routing key of payments to look at again. */
  public static final String REPROCESS_PAYMENT = "reprocess.payment";

  private Names() {}

  /** Returns the name of the queue in which payments wait for one delay, in whole milliseconds. */
  public static String waitingQueue(Duration delay) {
    return PAYMENT_REPROCESSOR + ".wait." + delay.toMillis() + "ms";
  }
}
