package payments.prove;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.commons.cli.Option;
import payments.common.amqp.Broker;
import payments.common.amqp.BrokerInfo;
import payments.common.amqp.QueueType;
import payments.common.cli.Arguments;
import payments.common.cli.BrokerOptions;
import payments.common.cli.Command;
import payments.common.cli.CompletionCommand;
import payments.common.cli.Program;
import payments.common.cli.UsageException;
import payments.prove.trial.Conservation;
import payments.prove.trial.Consumers;
import payments.prove.trial.Network;
import payments.prove.trial.Plan;
import payments.prove.trial.Result;

/** The command line of the trial. */
final class ProveCommand implements Command {
  private static final int FEWEST_PAYMENTS = 10;
  private static final int MOST_PAYMENTS = 100_000;
  private static final int MOST_BLOWS = 1_000;

  private static final Option PAYMENTS =
      Option.builder()
          .longOpt("payments")
          .hasArg()
          .argName("N")
          .desc("Payments to be confirmed, 10 to 100000. Default: 2000.")
          .get();

  private static final Option KILLS =
      Option.builder()
          .longOpt("kills")
          .hasArg()
          .argName("N")
          .desc("Consumers to kill, 0 to 1000. Default: 10.")
          .get();

  private static final Option CUTS =
      Option.builder()
          .longOpt("cuts")
          .hasArg()
          .argName("N")
          .desc(
              "How often to cut all connections of the consumers, 0 to 1000. Default: 10; with amqps"
                  + " none, for an encrypted connection cannot lead through a proxy.")
          .get();

  private static final Option SEED =
      Option.builder()
          .longOpt("seed")
          .hasArg()
          .argName("N")
          .desc("Repeats the choices of a run, though not its timing. Default: another one.")
          .get();

  private static final Option PATIENCE =
      Option.builder()
          .longOpt("patience")
          .hasArg()
          .argName("DURATION")
          .desc("How long nothing may be processed before what is missing is lost. Default: 60s.")
          .get();

  private static final Option DELAY =
      Option.builder()
          .longOpt("delay")
          .hasArg()
          .argName("auto|plugin|native|ladder")
          .desc("How payments wait, see the consumer's help. Default: auto.")
          .get();

  private static final Option QUEUE_TYPE =
      Option.builder()
          .longOpt("queue-type")
          .hasArg()
          .argName("classic|quorum")
          .desc("Type of the queues: classic or quorum. Default: classic.")
          .get();

  private static final Option CONSUMER =
      Option.builder()
          .longOpt("consumer")
          .hasArg()
          .argName("FILE")
          .desc("The consumer's jar. Default: the one beside this, or the one that was built.")
          .get();

  private static final Option JSON =
      Option.builder().longOpt("json").desc("Write the result as a JSON object.").get();

  private enum Delay {
    AUTO,
    PLUGIN,
    NATIVE,
    LADDER
  }

  @Override
  public String name() {
    return "prove";
  }

  @Override
  public String synopsis() {
    return "[OPTION]... [COMMAND]";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Tries on a broker of yours whether every confirmed payment is processed, whatever dies.",
        "It wants a virtual host without the programs' queues, makes them, runs three consumers,"
            + " sends payments and their clients in random order, kills consumers, cuts"
            + " connections, counts what was processed, and removes what it made, after Ctrl-C,"
            + " too.");
  }

  @Override
  public List<Option> options() {
    return BrokerOptions.and(
        PAYMENTS, KILLS, CUTS, SEED, PATIENCE, DELAY, QUEUE_TYPE, CONSUMER, JSON);
  }

  @Override
  public List<Command> subcommands() {
    return List.of(new CompletionCommand(this));
  }

  @Override
  public List<String> footer() {
    return List.of(
        "The consumers are the real program. It sends by itself, not with the producer, for it has"
            + " to know what is confirmed. A payment in doubt is sent again under another number.",
        "A void record is one of processing that another consumer's came before in the log: it costs"
            + " a little time, and is no failure.",
        "DURATION is a number and a unit: 500ms, 1s, 5m, 2h, 7d.");
  }

  @Override
  public String example() {
    return "--uri amqp://guest:guest@localhost/prove --kills 20";
  }

  @Override
  public String exitCodes() {
    return "0 nothing lost, 1 something lost or failed, 2 wrong usage, 130 or 143 interrupted";
  }

  @Override
  public int run(Arguments given, PrintWriter out) throws Exception {
    Plan plan = plan(given);
    BrokerOptions options = new BrokerOptions(given);
    Broker broker = options.broker();
    List<String> consumerOptions = consumerOptions(given, options);
    Path jar = ConsumerJar.find(given.path(CONSUMER));
    BrokerInfo info = new Footprint(broker).requireNone();
    try (Network network = new Network(options.uri(), broker)) {
      Consumers consumers = new Consumers(jar, network.consumersUri(), consumerOptions);
      Plan possible = network.canBeCut() ? plan : plan.withoutCuts();
      announce(info, broker, possible, System.err);
      return run(possible, network, consumers, given.has(JSON), out);
    }
  }

  private static int run(
      Plan plan, Network network, Consumers consumers, boolean json, PrintWriter out)
      throws Exception {
    Conservation trial = new Conservation(plan, network, consumers, List.of());
    Progress progress = Progress.of(trial, plan);
    Cleanup cleanup =
        new Cleanup(
            network.straight(),
            () -> {
              progress.end();
              trial.close();
              consumers.close();
            },
            System.err);
    Result result;
    boolean removed;
    try {
      result = trial.run();
    } finally {
      removed = cleanup.run();
    }
    Report report = new Report(plan, result);
    out.print(json ? report.json() + System.lineSeparator() : report.table());
    out.flush();
    if (!result.isWell()) {
      throw report.failure(network.straight().virtualHost());
    }
    return removed ? 0 : Program.FAILED;
  }

  private static void announce(BrokerInfo info, Broker broker, Plan plan, PrintStream err) {
    err.printf(
        "trial on %s at %s in virtual host %s; what it makes there it removes%n",
        info, broker.address(), broker.virtualHost());
    err.printf(
        "%,d payments of %,d clients, %d consumers; one is killed %d times, %s; --seed %d%n",
        plan.payments(),
        plan.clients(),
        Plan.CONSUMERS,
        plan.kills(),
        broker.encrypted()
            ? "no connection is cut, for all are encrypted"
            : "all connections are cut %d times".formatted(plan.cuts()),
        plan.seed());
  }

  private static Plan plan(Arguments given) {
    return new Plan(
        number(given, PAYMENTS, 2_000, FEWEST_PAYMENTS, MOST_PAYMENTS),
        number(given, KILLS, 10, 0, MOST_BLOWS),
        number(given, CUTS, 10, 0, MOST_BLOWS),
        given.duration(PATIENCE).orElse(Duration.ofSeconds(60)),
        given.number(SEED, new Random().nextInt(Integer.MAX_VALUE)));
  }

  private static int number(Arguments given, Option option, int otherwise, int least, int most) {
    long number = given.number(option, otherwise);
    if (number < least || number > most) {
      throw new UsageException(
          "--%s must be %d to %d, was %d".formatted(option.getLongOpt(), least, most, number));
    }
    return (int) number;
  }

  private static List<String> consumerOptions(Arguments given, BrokerOptions options) {
    List<String> words = new ArrayList<>(Plan.consumerOptions());
    words.addAll(options.certificates());
    words.add("--delay");
    words.add(given.oneOf(DELAY, Delay.AUTO).name().toLowerCase(Locale.ROOT));
    if (given.has(QUEUE_TYPE)) {
      words.add("--queue-type");
      words.add(given.oneOf(QUEUE_TYPE, QueueType.CLASSIC).name().toLowerCase(Locale.ROOT));
    }
    return words;
  }
}
