package payments.common.amqp;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Map;
import payments.common.Names;

/** The exchanges and queues that messages come in by, and the queue for those that fail. */
public final class Topology {
  private static final boolean DURABLE = true;
  private static final boolean EXCLUSIVE = true;
  private static final boolean AUTO_DELETE = true;

  private Topology() {}

  /**
   * Declares all but what payments wait in, which is up to the delay mode.
   *
   * @throws payments.common.ReportedException if something of that name is in the way
   */
  public static PaymentsExchange declare(Declarer declarer, QueueType type) {
    final PaymentsExchange payments = PaymentsExchange.declare(declarer);
    declarer.require(
        "exchange " + Names.CLIENTS,
        channel -> declareExchange(channel, Names.CLIENTS, "direct", Map.of()));
    declareQueue(declarer, Names.CLIENTS_PROCESSOR, type.arguments());
    declareQueue(declarer, Names.PAYMENT_PROCESSOR, type.arguments());
    declareQueue(declarer, Names.DEAD_LETTERS, type.finalArguments());
    bind(declarer, Names.CLIENTS, Names.CLIENTS_PROCESSOR, Names.REGISTER_CLIENT);
    bind(declarer, Names.PAYMENTS, Names.PAYMENT_PROCESSOR, Names.PROCESS_PAYMENT);
    return payments;
  }

  /** Declares the queue for later looks, and its binding, as it is without a mode's arguments. */
  public static void declareReprocessor(Declarer declarer, QueueType type) {
    declareQueue(declarer, Names.PAYMENT_REPROCESSOR, type.arguments());
    bindReprocessor(declarer);
  }

  /** Binds the queue for later looks. */
  public static void bindReprocessor(Declarer declarer) {
    bind(declarer, Names.PAYMENTS, Names.PAYMENT_REPROCESSOR, Names.REPROCESS_PAYMENT);
  }

  /**
   * Declares the stream of registrations.
   *
   * @return whether this broker has streams
   * @throws payments.common.ReportedException if it has, and does not give this one
   */
  public static boolean declareClientLog(Declarer declarer) {
    return declarer
        .attempt(
            "queue " + Names.CLIENTS_LOG,
            Refusal::meansUnsupported,
            channel -> declareQueue(channel, Names.CLIENTS_LOG, Map.of("x-queue-type", "stream")))
        .isEmpty();
  }

  /** Declares a durable queue that should be accepted. */
  public static void declareQueue(Declarer declarer, String name, Map<String, Object> arguments) {
    declarer.require("queue " + name, channel -> declareQueue(channel, name, arguments));
  }

  /**
   * Declares many durable queues that should be accepted, without waiting for an answer to each.
   *
   * @param queues their arguments, by name
   */
  public static void declareQueues(Declarer declarer, Map<String, Map<String, Object>> queues) {
    boolean declared =
        declarer
            .attempt(
                "queues " + String.join(", ", queues.keySet()),
                refusal -> true,
                channel -> {
                  for (var queue : queues.entrySet()) {
                    channel.queueDeclareNoWait(
                        queue.getKey(), DURABLE, !EXCLUSIVE, !AUTO_DELETE, queue.getValue());
                  }
                  channel.basicQos(0); // its answer comes after all that was refused
                })
            .isEmpty();
    if (!declared) {
      queues.forEach((name, arguments) -> declareQueue(declarer, name, arguments));
    }
  }

  /** Declares a durable queue. */
  public static void declareQueue(Channel channel, String name, Map<String, Object> arguments)
      throws IOException {
    channel.queueDeclare(name, DURABLE, !EXCLUSIVE, !AUTO_DELETE, arguments);
  }

  static void declareExchange(
      Channel channel, String name, String type, Map<String, Object> arguments) throws IOException {
    channel.exchangeDeclare(name, type, DURABLE, !AUTO_DELETE, arguments);
  }

  private static void bind(Declarer declarer, String exchange, String queue, String key) {
    declarer.require(
        "binding of queue " + queue, channel -> channel.queueBind(queue, exchange, key));
  }
}
