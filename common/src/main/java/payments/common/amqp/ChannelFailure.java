package payments.common.amqp;

import payments.common.ReportedException;

/** Explains why the broker opens no more channels, with the cure. */
final class ChannelFailure {
  private ChannelFailure() {}

  /** The client itself opens no more than was agreed. */
  static ReportedException tooMany(String where, int agreed) {
    return new ReportedException(
        "the broker at %s allows only %d channels on a connection".formatted(where, agreed),
        "raise channel_max in its rabbitmq.conf to 16 or more");
  }

  static ReportedException refused(String where, String user, Refusal refusal, Exception failure) {
    String message = "the broker at %s opens no channel: %s".formatted(where, refusal.text());
    if (refusal.meansFault()) {
      return ReportedException.thatMayPass(
          message, "wait until it has started; otherwise its log says what is wrong", failure);
    }
    return new ReportedException(
        message,
        refusal.text().contains("user limit")
            ? "raise the user's limit with `rabbitmqctl set_user_limits %s '{\"max-channels\": -1}'`"
                .formatted(DeclarationFailure.quoted(user))
            : "raise channel_max or channel_max_per_node in its rabbitmq.conf",
        failure);
  }
}
