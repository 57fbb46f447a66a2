package payments.common.amqp;

import java.io.IOException;
import payments.common.ReportedException;

/** Explains why the broker does not declare something, with the one command that mends it. */
final class Obstacle {
  private Obstacle() {}

  /**
   * Returns what to show.
   *
   * @param what what was declared: its kind, a space and its name
   */
  static ReportedException report(String what, Refusal refusal, Broker broker) {
    return new ReportedException(
        "the broker at %s refuses %s: %s".formatted(broker.address(), what, refusal.text()),
        cure(what, refusal, broker));
  }

  /**
   * Returns what to show of something that may be granted a moment later.
   *
   * @param cause marks it as one that may pass
   */
  static ReportedException fault(String what, Refusal refusal, Broker broker, IOException cause) {
    return new ReportedException(
        "the broker at %s cannot give %s now: %s".formatted(broker.address(), what, refusal.text()),
        "wait until it has started; otherwise its log says what is wrong, and a restart of the broker may help",
        cause);
  }

  private static String cure(String what, Refusal refusal, Broker broker) {
    if (refusal.meansOtherArguments()) {
      return removal(what, broker);
    }
    return refusal.meansDisabled()
        ? "enable it with `rabbitmqctl enable_feature_flag all`"
        : "see that user %s may configure it: `rabbitmqctl list_user_permissions %s`"
            .formatted(broker.user(), broker.user());
  }

  /** Returns the one command that removes an exchange or queue that is in the way. */
  static String removal(String what, Broker broker) {
    String host = broker.virtualHost();
    String name = what.substring(what.indexOf(' ') + 1);
    if (what.startsWith("exchange")) {
      return "an exchange holds no messages: remove it with `rabbitmqctl eval 'rabbit_exchange:delete(rabbit_misc:r(<<\"%s\">>, exchange, <<\"%s\">>), false, <<\"operator\">>).'` and start again"
          .formatted(host, name);
    }
    return "start with the options it was made for; or, when `rabbitmqctl list_queues -p %s name messages` shows it empty, remove it with `rabbitmqctl delete_queue -p %s %s` and start again"
        .formatted(host, host, name);
  }
}
