package payments.common.amqp;

import com.rabbitmq.client.AMQP;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import payments.common.ReportedException;

/** Explains why the broker does not declare something, with the one command that mends it. */
public final class DeclarationFailure {
  private DeclarationFailure() {}

  /** Returns what to show of a refusal that only a user can mend. */
  static ReportedException refused(Declarer.Item item, Refusal refusal, Broker broker) {
    return new ReportedException(
        "the broker at %s refuses %s: %s".formatted(broker.address(), item, refusal.text()),
        cure(item, refusal, broker));
  }

  /** Returns what to show of something that may be granted a moment later. */
  static ReportedException fault(
      Declarer.Item item, Refusal refusal, Broker broker, Exception cause) {
    return ReportedException.thatMayPass(
        "the broker at %s cannot give %s now: %s".formatted(broker.address(), item, refusal.text()),
        "wait until it has started; otherwise its log says what is wrong, and a restart of the broker may help",
        cause);
  }

  /** Returns what to show when there was no answer, or the connection was lost before it. */
  static ReportedException lost(Declarer.Item item, Broker broker, Exception cause) {
    return ReportedException.thatMayPass(
        "the broker at %s did not answer the declaration of %s: %s"
            .formatted(broker.address(), item, Failures.reason(cause)),
        "see that the queue's node is up, or most of its nodes: `rabbitmqctl cluster_status`",
        cause);
  }

  private static String cure(Declarer.Item item, Refusal refusal, Broker broker) {
    if (refusal.meansOtherArguments()) {
      return item.kind() == Declarer.Item.Kind.EXCHANGE
          ? removalOfExchange(item.name(), broker)
          : removalOfQueue(item.name(), broker);
    }
    if (refusal.meansDisabled()) {
      return "enable it with `rabbitmqctl enable_feature_flag all`";
    }
    if (refusal.meansLimit()) {
      return endOfLimit("max-queues", quoted(broker.virtualHost()));
    }
    if (refusal.code() == AMQP.RESOURCE_LOCKED) {
      return "it belongs to another connection, which `rabbitmqctl list_queues -p %s name owner_pid` shows: end that one and start again"
          .formatted(quoted(broker.virtualHost()));
    }
    return lookAtPermissions(broker, "configure, write and read it");
  }

  /**
   * Returns the command that lifts a limit of a virtual host, and what else it does.
   *
   * @param host as a shell takes it
   */
  static String endOfLimit(String limit, String host) {
    return "lift the virtual host's limit with `rabbitmqctl set_vhost_limits -p %1$s '{\"%2$s\": -1}'`, which forgets its other limits: `rabbitmqctl list_vhost_limits -p %1$s` shows them before"
        .formatted(host, limit);
  }

  /** Returns the command that shows what the user may, which is not {@code toDo}. */
  public static String lookAtPermissions(Broker broker, String toDo) {
    return "see that user %s may %s: `rabbitmqctl list_user_permissions %s`"
        .formatted(broker.user(), toDo, quoted(broker.user()));
  }

  /** Returns the one command that removes an exchange that is in the way. */
  public static String removalOfExchange(String name, Broker broker) {
    String deletion =
        "rabbit_exchange:delete(rabbit_misc:r(%s, exchange, <<\"%s\">>), false, <<\"operator\">>)."
            .formatted(erlang(broker.virtualHost()), name);
    return "an exchange holds no messages: remove it with `rabbitmqctl eval %s` and start again"
        .formatted(quoted(deletion));
  }

  /** A word as Erlang takes it; in bytes where a quote would have to be escaped for each shell. */
  private static String erlang(String word) {
    if (!word.contains("\"") && !word.contains("\\")) {
      return "<<\"%s\"/utf8>>".formatted(word);
    }
    StringJoiner bytes = new StringJoiner(",", "<<", ">>");
    for (byte each : word.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(Integer.toString(Byte.toUnsignedInt(each)));
    }
    return bytes.toString();
  }

  /** Returns the one command that removes a queue that is in the way. */
  public static String removalOfQueue(String name, Broker broker) {
    String host = quoted(broker.virtualHost());
    return "when `rabbitmqctl list_queues -p %s name messages` shows it empty, remove it with `rabbitmqctl delete_queue -p %s %s` and start again"
        .formatted(host, host, quoted(name));
  }

  /**
   * Returns the command that removes a stream that is in the way.
   *
   * @param loss what that means
   */
  public static String removalOfLog(String name, Broker broker, String loss) {
    return "stop all consumers, remove it with `rabbitmqctl delete_queue -p %s %s`, and start again; %s"
        .formatted(quoted(broker.virtualHost()), quoted(name), loss);
  }

  /** Returns the command that shows who consumes a queue and lets nobody else. */
  public static String endOfExclusiveUse(Broker broker) {
    return "another program consumes it alone, which `rabbitmqctl list_consumers -p %s` shows: end that one and start again"
        .formatted(quoted(broker.virtualHost()));
  }

  /** Returns a word as a shell takes it. */
  static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
