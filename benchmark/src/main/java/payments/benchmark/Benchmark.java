package payments.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures every row on every broker, and writes the table. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures the programs beside RabbitMQ's PerfTest, in turns, and writes a table.")
public final class Benchmark implements Callable<Integer> {
  private static final String ALL = "drain,postpone,send,send-one,start,replay,client-set,backlog";

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      split = ",",
      defaultValue = "rabbitmq:4.3.6-management",
      description = "Docker images of brokers to start. Default: ${DEFAULT-VALUE}.")
  private List<String> images;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description = "A broker that runs already, instead. Queues of the programs are deleted!")
  private String uri;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each row runs. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "benchmark/target/table.md",
      description = "Where the table goes as well. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Parameters(
      paramLabel = "ROW",
      split = ",",
      defaultValue = ALL,
      description = "What to measure. Default: all, ${DEFAULT-VALUE}.")
  private List<String> rows;

  private final List<String> lines = new ArrayList<>();

  private Benchmark() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    write(Figures.heading().strip());
    if (rows.contains("client-set")) {
      for (Figures figures : Rows.clientSet(rounds)) {
        write(figures.line());
      }
    }
    if (uri != null) {
      try (BenchmarkBroker broker = BenchmarkBroker.at(uri)) {
        measure(broker);
      }
    } else {
      for (String image : images) {
        try (BenchmarkBroker broker = BenchmarkBroker.of(image)) {
          measure(broker);
        }
      }
    }
    return 0;
  }

  private void measure(BenchmarkBroker broker) throws Exception {
    Rows measured = new Rows(broker, rounds);
    for (String row : rows) {
      switch (row) {
        case "drain" -> {
          write(measured.drain("classic").line());
          write(measured.drain("quorum").line());
        }
        case "postpone" -> {
          for (String mode : modes(broker)) {
            write(measured.postpone(mode, "classic").line());
            write(measured.postpone(mode, "quorum").line());
          }
        }
        case "send" -> {
          write(measured.send("classic").line());
          write(measured.send("quorum").line());
        }
        case "send-one" -> write(measured.sendOne().line());
        case "start" -> write(measured.start().line());
        case "replay" -> write(measured.replay().line());
        case "backlog" -> backlog(broker, measured);
        case "client-set" -> {} // needs no broker
        default -> throw new IllegalArgumentException("no row " + row + ", there are " + ALL);
      }
    }
  }

  private void backlog(BenchmarkBroker broker, Rows measured) throws Exception {
    write("");
    write("| on | waiting | time a payment | processor time a payment | heap in use of 64 MB |");
    write("|---|---|---|---|---|");
    for (String mode : modes(broker)) {
      if (!mode.equals("plugin")) {
        measured.backlog(mode).forEach(this::write);
      }
    }
    write("");
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

  private void write(String line) {
    System.out.println(line);
    lines.add(line);
    try {
      Files.createDirectories(output.toAbsolutePath().getParent());
      Files.write(output, lines);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
