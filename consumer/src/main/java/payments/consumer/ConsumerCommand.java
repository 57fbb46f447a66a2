package payments.consumer;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import payments.common.RetrySchedule;
import payments.common.amqp.QueueType;
import payments.common.cli.BrokerOptions;
import payments.common.cli.DurationConverter;
import payments.common.cli.Program;
import payments.common.delay.DelayModes;
import payments.consumer.deadletters.DeadLettersCommand;
import payments.consumer.event.EventFormat;
import payments.consumer.event.JsonFormat;
import payments.consumer.event.TextFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the consumer. */
@Command(
    name = "consumer",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    sortOptions = false,
    subcommands = {DeadLettersCommand.class},
    description = {
      "Processes payments of registered clients; a payment that comes before its client waits.",
      "Events go to standard output, logs to standard error. SIGTERM or Ctrl-C stops it cleanly."
    },
    footer = {
      "",
      "DURATION is a number and a unit: 500ms, 1s, 5m, 2h, 7d.",
      "Exit codes: 0 stopped, 1 failed, 2 wrong usage."
    })
final class ConsumerCommand implements Callable<Integer> {
  private static final int MOST_PREFETCH = 65_535;

  @Spec private CommandSpec command;
  @Mixin private BrokerOptions broker;

  @Option(
      names = "--delay",
      paramLabel = "MODE",
      defaultValue = DelayModes.AUTO,
      description =
          "How payments wait: auto, plugin, native or ladder. auto takes the first of the others"
              + " that the broker can do, and says which and why. Default: ${DEFAULT-VALUE}.")
  private String delay;

  @Option(
      names = "--delay-step",
      paramLabel = "DURATION",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description =
          "Delay before the first retry, and how much longer each next one is. Default: 1s.")
  private Duration step;

  @Option(
      names = "--max-delay",
      paramLabel = "DURATION",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = "The longest delay. Default: 60s.")
  private Duration longest;

  @Option(
      names = "--give-up-after",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Age at which a payment still without its client goes to dead-letters. Default: never.")
  private Duration giveUpAfter;

  @Option(
      names = "--queue-type",
      paramLabel = "TYPE",
      defaultValue = "classic",
      description = "Type of the queues: classic or quorum. Default: classic.")
  private QueueType queueType;

  @Option(
      names = "--prefetch",
      paramLabel = "N",
      defaultValue = "500",
      description = "Unacknowledged messages per queue, 1 to 65535. Default: 500.")
  private int prefetch;

  @Option(
      names = "--wait-for-broker",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = DurationConverter.class,
      description = "How long to keep trying to connect at the start. Default: not at all.")
  private Duration waitForBroker;

  @Option(names = "--json", description = "Write events as JSON Lines.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    EventFormat format = json ? new JsonFormat() : new TextFormat();
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    return new RunUntilStopped(broker.broker(), settings, format, out).run(waitForBroker);
  }

  private Settings settings() {
    try {
      RetrySchedule schedule = new RetrySchedule(step, longest);
      DelayModes modes = new DelayModes(schedule, queueType);
      require(
          modes.options().contains(delay),
          "--delay must be one of " + String.join(", ", modes.options()) + ", was '" + delay + "'");
      require(
          prefetch >= 1 && prefetch <= MOST_PREFETCH,
          "--prefetch must be 1 to " + MOST_PREFETCH + ", was " + prefetch);
      return new Settings(
          modes, delay, schedule, queueType, prefetch, Optional.ofNullable(giveUpAfter));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
