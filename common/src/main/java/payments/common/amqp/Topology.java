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

  /** New quorum queues take a while, and so many take less time than an answer may. */
  private static final int ANSWER_EVERY = 60;

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
   * Declares many durable queues that should be accepted, without waiting for an answer to each. If
   * one is refused, each is declared by itself, so that the error names it.
   *
   * @param queues their arguments, by name
   */
  public static void declareQueues(Declarer declarer, Map<String, Map<String, Object>> queues) {
    declarer
        .attempt(
            queues.size() + " queues", refusal -> true, channel -> declareQueues(channel, queues))
        .ifPresent(
            refusal ->
                queues.forEach((name, arguments) -> declareQueue(declarer, name, arguments)));
  }

  private static void declareQueues(Channel channel, Map<String, Map<String, Object>> queues)
      throws IOException {
    int declared = 0;
    for (var queue : queues.entrySet()) {
      channel.queueDeclareNoWait(
          queue.getKey(), DURABLE, !EXCLUSIVE, !AUTO_DELETE, queue.getValue());
      declared++;
      if (declared % ANSWER_EVERY == 0 || declared == queues.size()) {
        channel.basicQos(0); // changes nothing; its answer comes after all that was refused
      }
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
