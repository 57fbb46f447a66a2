package payments.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import payments.common.cli.Arguments;
import payments.common.cli.Command;
import payments.common.cli.Program;
import payments.common.cli.UsageException;

/** Measures every row on every broker, and writes the table. */
public final class Benchmark implements Command {
  private static final String ALL =
      "drain,drain-no-log,drain-published,at-once,http,postpone,send,send-one,start,replay,tail,client-set,"
          + "client-memory,start-growth,backlog";
  private static final String IMAGES_USED = "rabbitmq:4.3.6-management,rabbitmq:3.10-management";
  private static final Path TABLE = Path.of("benchmark/target/table.md");

  private static final Option IMAGE =
      Option.builder()
          .longOpt("image")
          .hasArg()
          .argName("IMAGE,...")
          .desc("Docker images of brokers to start. Default: " + IMAGES_USED + ".")
          .get();

  private static final Option URI =
      Option.builder()
          .longOpt("uri")
          .hasArg()
          .argName("URI")
          .desc("A broker that runs already, instead. Queues of the programs are deleted!")
          .get();

  private static final Option ROUNDS =
      Option.builder()
          .longOpt("rounds")
          .hasArg()
          .argName("N")
          .desc("How often each row runs. Default: 5.")
          .get();

  private static final Option OUTPUT =
      Option.builder()
          .longOpt("output")
          .hasArg()
          .argName("FILE")
          .desc("Where the table goes as well. Default: " + TABLE + ".")
          .get();

  private static final Option FORMER =
      Option.builder()
          .longOpt("former")
          .hasArg()
          .argName("DIRECTORY")
          .desc("Where consumer.jar and producer.jar of another version are, for the row former.")
          .get();

  private static final Option AGAINST =
      Option.builder()
          .longOpt("against")
          .hasArg()
          .argName("FILE")
          .desc("A table of an earlier run on this machine, to show what has changed.")
          .get();

  private final Machine machine = new Machine();
  private final List<String> compared = new ArrayList<>();
  private final List<String> late = new ArrayList<>();
  private final List<String> scraped = new ArrayList<>();
  private final List<String> memory = new ArrayList<>();
  private final List<String> started = new ArrayList<>();
  private final List<String> waiting = new ArrayList<>();
  private Optional<Programs> former = Optional.empty();
  private Path output = TABLE;
  private int rounds;
  private List<String> rows = List.of();

  private Benchmark() {}

  public static void main(String[] arguments) {
    System.exit(Program.run(new Benchmark(), arguments));
  }

  @Override
  public String name() {
    return "benchmark";
  }

  @Override
  public String synopsis() {
    return "[OPTION]... [ROW,...]";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Measures the programs beside RabbitMQ's PerfTest, in turns, and writes a table.",
        "ROW is what to measure. Default: all, " + ALL + ".",
        "Besides there are drain-long, in which most of the time Java's compilers are done,",
        "shovel, which sets draining beside the broker's own shovel, and former, which measures",
        "the programs beside those of another version.",
        "Each line is shown on standard error when it is measured, the table at the end.");
  }

  @Override
  public List<Option> options() {
    return List.of(IMAGE, URI, ROUNDS, OUTPUT, FORMER, AGAINST);
  }

  @Override
  public boolean takesOperands() {
    return true;
  }

  @Override
  public int run(Arguments given, PrintWriter out) throws Exception {
    rounds = Math.toIntExact(given.number(ROUNDS, 5));
    output = given.path(OUTPUT).orElse(TABLE);
    rows = split(given.operands().isEmpty() ? ALL : String.join(",", given.operands()));
    former = given.path(FORMER).map(Programs::in);
    if (rows.contains("former") && former.isEmpty()) {
      throw new UsageException("the row former needs --former");
    }
    Optional<Path> earlier = given.path(AGAINST);
    Comparison against =
        earlier.isPresent()
            ? Comparison.with(earlier.get(), Machine.name())
            : new Comparison(List.of());
    measure(given.text(URI), split(given.text(IMAGE).orElse(IMAGES_USED)));
    table().forEach(out::println);
    against.table(compared).forEach(out::println);
    return 0;
  }

  private static List<String> split(String text) {
    return List.of(text.split(","));
  }

  private void measure(Optional<String> uri, List<String> images) throws Exception {
    if (rows.contains("client-memory")) {
      Rows.clientMemory().forEach(line -> write(memory, line));
    }
    if (rows.contains("client-set")) {
      machine.awaitQuiet();
      for (Figures figures : Rows.clientSet(rounds)) {
        write(figures);
      }
    }
    if (uri.isPresent()) {
      try (BenchmarkBroker broker = BenchmarkBroker.at(uri.get())) {
        measure(broker);
      }
      return;
    }
    for (String image : images) {
      try (BenchmarkBroker broker = BenchmarkBroker.of(image)) {
        measure(broker);
      }
    }
  }

  private void measure(BenchmarkBroker broker) throws Exception {
    Rows measured = new Rows(broker, rounds);
    for (String row : rows) {
      machine.awaitQuiet();
      switch (row) {
        case "drain" -> {
          write(measured.drain("classic"));
          write(measured.drain("quorum"));
        }
        case "drain-no-log" -> {
          write(measured.drainWithoutLog("classic"));
          write(measured.drainWithoutLog("quorum"));
        }
        case "drain-published" -> {
          write(measured.drainPublished("classic"));
          write(measured.drainPublished("quorum"));
        }
        case "shovel" -> {
          write(measured.shovel("classic"));
          write(measured.shovel("quorum"));
        }
        case "at-once" -> {
          for (int consumers = 1; consumers <= 2; consumers++) {
            write(late, measured.atOnce(consumers, 1, 200, 0));
            write(late, measured.atOnce(consumers, 4_000, 4_000, 5_000));
          }
        }
        case "http" -> {
          write(measured.drainScraped("quorum"));
          write(measured.drainShown("quorum"));
          write(measured.startWithHttp());
          write(scraped, measured.scrapes());
        }
        case "drain-long" -> {
          write(measured.drainLong("classic"));
          write(measured.drainLong("quorum"));
        }
        case "postpone" -> {
          for (String mode : modes(broker)) {
            write(measured.postpone(mode, "classic"));
            write(measured.postpone(mode, "quorum"));
            if (mode.equals("native")) {
              write(measured.postponeTwice("classic"));
              write(measured.postponeTwice("quorum"));
            }
          }
        }
        case "send" -> {
          write(measured.send("classic"));
          write(measured.send("quorum"));
        }
        case "send-one" -> write(measured.sendOne());
        case "start" -> write(measured.start());
        case "replay" -> write(measured.replay());
        case "tail" -> write(measured.tail());
        case "backlog" -> backlog(broker, measured);
        case "start-growth" -> measured.startBesideLogs().forEach(line -> write(started, line));
        case "former" -> measured.former(former.orElseThrow(), modes(broker)).forEach(this::write);
        case "client-set", "client-memory" -> {} // needs no broker
        default -> throw new UsageException("no row " + row + ", there are " + ALL);
      }
    }
  }

  private void backlog(BenchmarkBroker broker, Rows measured) throws Exception {
    for (String mode : modes(broker)) {
      if (!mode.equals("plugin")) {
        measured.backlog(mode).forEach(line -> write(waiting, line));
      }
    }
  }

  private static List<String> modes(BenchmarkBroker broker) throws Exception {
    List<String> modes = new ArrayList<>();
    if (broker.hasPlugin()) {
      modes.add("plugin");
    }
    if (broker.hasDelayedRetry()) {
      modes.add("native");
    }
    modes.add("ladder");
    return modes;
  }

  private void write(Figures figures) {
    write(compared, figures.line());
  }

  private void write(List<String> part, String line) {
    part.add(line);
    System.err.println(line);
    try {
      Files.createDirectories(output.toAbsolutePath().getParent());
      Files.write(output, table());
      Files.writeString(output.resolveSibling("plot.svg"), Plot.ofTable(compared));
      Files.writeString(output.resolveSibling("growth.svg"), Growth.ofTable(table()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> table() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        Comparison.ofMachine(
            Machine.name(),
            "Java %s; rounds: %d. %s"
                .formatted(Runtime.version().feature(), rounds, machine.quiet())));
    lines.add("");
    if (!compared.isEmpty()) {
      lines.addAll(Figures.heading());
      lines.addAll(compared);
    }
    if (!late.isEmpty()) {
      lines.add("");
      lines.add(
          "| on | consumers | payment comes before its client | others wait | median | 99 % |");
      lines.add("|---|---|---|---|---|---|");
      lines.addAll(late);
    }
    if (!scraped.isEmpty()) {
      lines.add("");
      lines.add("| on | scrapes a second, of /metrics | median | 99 % | scrapes |");
      lines.add("|---|---|---|---|---|");
      lines.addAll(scraped);
    }
    if (!memory.isEmpty()) {
      lines.add("");
      lines.add("| clients | memory | a client |");
      lines.add("|---|---|---|");
      lines.addAll(memory);
    }
    if (!started.isEmpty()) {
      lines.add("");
      lines.add("| on | registrations, and as many processed payments | start to ready |");
      lines.add("|---|---|---|");
      lines.addAll(started);
    }
    if (!waiting.isEmpty()) {
      lines.add("");
      lines.add(
          "| on | waiting | time a payment | processor time a payment | heap in use of 64 MB |");
      lines.add("|---|---|---|---|---|");
      lines.addAll(waiting);
    }
    return lines;
  }
}
