package payments.consumer;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.cli.Option;
import payments.common.amqp.Broker;
import payments.common.amqp.QueueType;
import payments.common.cli.Arguments;
import payments.common.cli.BrokerOptions;
import payments.common.cli.Command;
import payments.common.cli.CompletionCommand;
import payments.common.cli.UsageException;
import payments.consumer.deadletters.DeadLettersCommand;
import payments.consumer.delay.DelayModes;
import payments.consumer.desk.Patience;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.event.EventFormat;
import payments.consumer.event.JsonFormat;
import payments.consumer.event.TextFormat;

/** The command line of the consumer. */
final class ConsumerCommand implements Command {
  private static final int MOST_PREFETCH = 65_535;

  private static final Option DELAY =
      Option.builder()
          .longOpt("delay")
          .hasArg()
          .argName("auto|plugin|native|ladder")
          .desc(
              "How payments wait: auto, plugin, native or ladder. auto takes the first of the"
                  + " others that the broker can do, and says which and why. Default: auto.")
          .get();

  private static final Option DELAY_STEP =
      Option.builder()
          .longOpt("delay-step")
          .hasArg()
          .argName("DURATION")
          .desc("Delay before the first retry, and how much longer each next one is. Default: 1s.")
          .get();

  private static final Option MAX_DELAY =
      Option.builder()
          .longOpt("max-delay")
          .hasArg()
          .argName("DURATION")
          .desc("The longest delay. Default: 60s.")
          .get();

  private static final Option GIVE_UP_AFTER =
      Option.builder()
          .longOpt("give-up-after")
          .hasArg()
          .argName("DURATION")
          .desc(
              "How long after its first look a payment still without its client goes to"
                  + " dead-letters."
                  + " Default: never.")
          .get();

  private static final Option QUEUE_TYPE =
      Option.builder()
          .longOpt("queue-type")
          .hasArg()
          .argName("classic|quorum")
          .desc("Type of the queues: classic or quorum. Default: classic.")
          .get();

  private static final Option PREFETCH =
      Option.builder()
          .longOpt("prefetch")
          .hasArg()
          .argName("N")
          .desc("Unacknowledged messages per queue, 1 to 65535. Default: 500.")
          .get();

  private static final Option WAIT_FOR_BROKER =
      Option.builder()
          .longOpt("wait-for-broker")
          .hasArg()
          .argName("DURATION")
          .desc(
              "How long to keep trying at the start, until the broker is up. Default: not at all.")
          .get();

  private static final Option NO_PAYMENTS_LOG =
      Option.builder()
          .longOpt("no-payments-log")
          .desc(
              "Keep no log of processed payments: what was processed is remembered in this process"
                  + " only, and payments are not processed the moment their client registers.")
          .get();
  private static final Option PUBLISH_PROCESSED =
      Option.builder()
          .longOpt("publish-processed")
          .desc(
              "Publish each processed payment to the exchange processed-payments, for the queues"
                  + " that are bound to it.")
          .get();
  private static final Option HTTP =
      Option.builder()
          .longOpt("http")
          .hasArg()
          .argName("[HOST:]PORT")
          .desc(
              "Show metrics, health and a live page there. HOST: 127.0.0.1 unless given; port 0"
                  + " takes one that is free. Default: nothing is shown.")
          .get();

  private static final Option JSON =
      Option.builder().longOpt("json").desc("Write events as JSON Lines.").get();

  private final ErrorOutput errors;

  /**
   * Makes it.
   *
   * @param errors where standard error goes to, which is waited for at a stop
   */
  ConsumerCommand(ErrorOutput errors) {
    this.errors = errors;
  }

  @Override
  public String name() {
    return "consumer";
  }

  @Override
  public String synopsis() {
    return "[OPTION]... [COMMAND]";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Processes payments of registered clients; a payment that comes before its client waits.",
        "Events go to standard output, logs to standard error. SIGTERM or Ctrl-C stops it"
            + " cleanly.");
  }

  @Override
  public List<Option> options() {
    return BrokerOptions.and(
        DELAY,
        DELAY_STEP,
        MAX_DELAY,
        GIVE_UP_AFTER,
        QUEUE_TYPE,
        PREFETCH,
        WAIT_FOR_BROKER,
        NO_PAYMENTS_LOG,
        PUBLISH_PROCESSED,
        HTTP,
        JSON);
  }

  @Override
  public List<Command> subcommands() {
    return List.of(new DeadLettersCommand(), new CompletionCommand(this));
  }

  @Override
  public List<String> footer() {
    return List.of("DURATION is a number and a unit: 500ms, 1s, 5m, 2h, 7d.");
  }

  @Override
  public String example() {
    return "--wait-for-broker 30s --json";
  }

  @Override
  public String exitCodes() {
    return "0 stopped, 1 failed, 2 wrong usage";
  }

  @Override
  public int run(Arguments given, PrintWriter results) throws InterruptedException {
    Settings settings = settings(given);
    Duration waitForBroker = given.duration(WAIT_FOR_BROKER).orElse(Duration.ZERO);
    Broker broker = new BrokerOptions(given).broker();
    Supplier<EventFormat> formats = given.has(JSON) ? JsonFormat::new : TextFormat::new;
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    Observer observer =
        given.text(HTTP).isPresent()
            ? new HttpObserver(given.text(HTTP).get(), settings.patience().schedule())
            : Observer.NONE;
    return new RunUntilStopped(broker, settings, formats, out, observer, errors).run(waitForBroker);
  }

  private static Settings settings(Arguments given) {
    RetrySchedule schedule = schedule(given);
    QueueType queueType = given.oneOf(QUEUE_TYPE, QueueType.CLASSIC);
    DelayModes modes = new DelayModes(schedule, queueType);
    String delay = given.text(DELAY).orElse(DelayModes.AUTO);
    require(
        modes.options().contains(delay),
        "--delay must be one of " + String.join(", ", modes.options()) + ", was '" + delay + "'");
    long prefetch = given.number(PREFETCH, 500);
    require(
        prefetch >= 1 && prefetch <= MOST_PREFETCH,
        "--prefetch must be 1 to " + MOST_PREFETCH + ", was " + prefetch);
    require(
        !given.has(NO_PAYMENTS_LOG) || !given.has(PUBLISH_PROCESSED),
        "--publish-processed needs the log that --no-payments-log leaves out");
    return new Settings(
        modes,
        delay,
        new Patience(schedule, given.duration(GIVE_UP_AFTER)),
        given.has(QUEUE_TYPE) ? Optional.of(queueType) : Optional.empty(),
        (int) prefetch,
        !given.has(NO_PAYMENTS_LOG),
        given.has(PUBLISH_PROCESSED));
  }

  private static RetrySchedule schedule(Arguments given) {
    Duration step = given.duration(DELAY_STEP).orElse(Duration.ofSeconds(1));
    Duration longest = given.duration(MAX_DELAY).orElse(Duration.ofSeconds(60));
    try {
      return new RetrySchedule(step, longest);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--delay-step %d ms with --max-delay %d ms: %s"
              .formatted(step.toMillis(), longest.toMillis(), e.getMessage()));
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new UsageException(message);
    }
  }
}
