package payments.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The machine that is measured on, and whether it has other work to do: broker, program and
 * yardstick share its processors, and whatever else runs takes from all three.
 */
final class Machine {
  private static final Duration SAMPLE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A broker that has nothing to do takes some hundredths. */
  private static final double QUIET = 0.1;

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /** Of Linux; elsewhere nobody tells how busy it is. */
  private static final Path TICKS = Path.of("/proc/stat");

  private final List<Double> busy = new ArrayList<>();

  /**
   * What the processors did since the start, in ticks.
   *
   * @param busy of it they had work, or were taken by another machine on the same host
   * @param all of it
   */
  record Ticks(long busy, long all) {
    private static final int IDLE = 4;
    private static final int WAITING_FOR_DISKS = 5;
    private static final int STOLEN = 8;

    /** Reads the first line of {@code /proc/stat}. */
    static Ticks in(String line) {
      String[] fields = line.trim().split("\\s+");
      long all = 0;
      for (int i = 1; i <= STOLEN; i++) { // what follows is in these already
        all += Long.parseLong(fields[i]);
      }
      return new Ticks(
          all - Long.parseLong(fields[IDLE]) - Long.parseLong(fields[WAITING_FOR_DISKS]), all);
    }

    /** Returns how busy they were from then to now: 1 is all processors, all the time. */
    double shareSince(Ticks then) {
      return (double) (busy - then.busy) / Math.max(1, all - then.all);
    }
  }

  /** Returns what tells this machine from others. */
  static String name() throws IOException {
    String processor =
        (Files.isReadable(PROCESSOR) ? Files.readAllLines(PROCESSOR) : List.<String>of())
            .stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    long bytes =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getTotalMemorySize();
    return "%s, %d processors, %.0f GB"
        .formatted(processor, Runtime.getRuntime().availableProcessors(), bytes / 1e9);
  }

  /** Waits, for a while, until the machine has nothing else to do, and notes how busy it is. */
  void awaitQuiet() throws IOException, InterruptedException {
    if (!Files.isReadable(TICKS)) {
      return;
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    double share = share();
    while (share > QUIET && System.nanoTime() < deadline) {
      share = share();
    }
    if (share > QUIET) {
      System.err.printf(Locale.ROOT, "the machine has other work: %.0f %%%n", 100 * share);
    }
    busy.add(share);
  }

  private static double share() throws IOException, InterruptedException {
    Ticks before = now();
    Thread.sleep(SAMPLE.toMillis());
    return now().shareSince(before);
  }

  private static Ticks now() throws IOException {
    return Ticks.in(Files.readAllLines(TICKS).get(0));
  }

  /** Returns a sentence on how busy the machine was before each row. */
  String quiet() {
    return quiet(busy);
  }

  static String quiet(List<Double> shares) {
    if (shares.isEmpty()) {
      return "How busy it was is not known.";
    }
    double most = shares.stream().max(Double::compare).orElseThrow();
    return String.format(
        Locale.ROOT,
        "%s before the rows, the idle broker included: %.0f %% of its processors busy (median), %.0f %% at most.",
        most > QUIET ? "**Not quiet**" : "Quiet",
        100 * Figures.median(shares),
        100 * most);
  }
}
