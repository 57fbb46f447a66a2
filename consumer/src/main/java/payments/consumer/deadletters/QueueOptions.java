package payments.consumer.deadletters;

import java.util.Optional;
import payments.common.amqp.Broker;
import payments.common.cli.BrokerOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all commands for dead letters have. */
final class QueueOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private BrokerOptions broker;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many messages at most. Default: all that are there at the start.")
  private long limit = Long.MAX_VALUE;

  /**
   * Returns the queue that the options name.
   *
   * @param reason why the messages were put aside, none for whatever reason
   * @throws ParameterException if they are wrong
   */
  DeadLetterQueue queue(Optional<String> reason) {
    try {
      return new DeadLetterQueue(broker(), new Selection(reason, limit));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }

  /** Returns the broker that the options name. */
  Broker broker() {
    requireNoneBefore();
    return broker.broker();
  }

  /** Options of the consumer itself mean nothing here: with --uri it would be another broker. */
  private void requireNoneBefore() {
    for (CommandSpec outer = command.parent(); outer != null; outer = outer.parent()) {
      if (!outer.commandLine().getParseResult().matchedOptions().isEmpty()) {
        throw new ParameterException(
            command.commandLine(), "give all options after " + command.qualifiedName());
      }
    }
  }
}
