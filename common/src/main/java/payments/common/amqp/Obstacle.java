package payments.common.amqp;

import payments.common.ReportedException;

/** Explains why the broker refuses a declaration, with the one command that removes the cause. */
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

  private static String cure(String what, Refusal refusal, Broker broker) {
    if (refusal.meansOtherArguments()) {
      return removal(what, broker);
    }
    return refusal.meansFault()
        ? "the broker's log says what is wrong with it; if nothing else helps, restart the broker"
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
