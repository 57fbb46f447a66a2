package payments.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A measured program: a process whose output goes to a file. */
final class Run implements AutoCloseable {
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final Pattern RECEIVED = Pattern.compile("receiving rate avg: (\\d+)");
  private static final int LONGEST_MINUTES = 15;
  private static final int LOOK_MILLIS = 5;
  private static final byte[] BUFFER = new byte[1 << 20];

  private final Process process;
  private final Path output;
  private final InputStream read;
  private long lines;
  private double processorMillis;

  private Run(List<String> command) throws IOException {
    output = Files.createTempFile("benchmark", ".out");
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(false)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    read = Files.newInputStream(output);
  }

  static Run consumer(List<String> virtualMachine, BenchmarkBroker broker, String... options)
      throws IOException {
    return consumer(Programs.BUILT, virtualMachine, broker, options);
  }

  static Run consumer(
      Programs programs, List<String> virtualMachine, BenchmarkBroker broker, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(virtualMachine);
    command.addAll(
        List.of("-jar", programs.consumer().toString(), "--json", "--uri", broker.uri()));
    command.addAll(List.of(options));
    return new Run(command);
  }

  static Run producer(BenchmarkBroker broker, String... options) throws IOException {
    return producer(Programs.BUILT, broker, options);
  }

  static Run producer(Programs programs, BenchmarkBroker broker, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-jar", programs.producer().toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("--uri", broker.uri()));
    return new Run(command);
  }

  static Run perfTest(BenchmarkBroker broker, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(JAVA, "-cp", classPath(entry -> true), "com.rabbitmq.perf.PerfTest"));
    command.addAll(List.of("--uri", broker.uri()));
    command.addAll(List.of(options));
    return new Run(command);
  }

  /** The minimal program on nothing but what it needs. */
  static Run minimal(BenchmarkBroker broker, String queue) throws IOException {
    String needed =
        classPath(
            entry ->
                entry.contains("amqp-client")
                    || entry.contains("slf4j-api")
                    || entry.endsWith("classes"));
    return new Run(
        List.of(JAVA, "-cp", needed, MinimalProgram.class.getName(), broker.uri(), queue));
  }

  static Run clientSet(String... arguments) throws IOException {
    String needed =
        classPath(entry -> entry.endsWith("classes"))
            + File.pathSeparator
            + Programs.BUILT.consumer();
    List<String> command =
        new ArrayList<>(
            List.of(JAVA, "-Xmx8g", "-cp", needed, ClientSetMeasurement.class.getName()));
    command.addAll(List.of(arguments));
    return new Run(command);
  }

  private static String classPath(Predicate<String> wanted) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(wanted)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns how many lines it has written. */
  long lines() throws IOException {
    for (int count = read.read(BUFFER); count > 0; count = read.read(BUFFER)) {
      for (int i = 0; i < count; i++) {
        if (BUFFER[i] == '\n') {
          lines++;
        }
      }
    }
    return lines;
  }

  void awaitLines(long count) throws IOException, InterruptedException {
    while (lines() < count) {
      requireAlive();
      Thread.sleep(1);
    }
  }

  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("ended with " + process.exitValue() + ", see " + output);
    }
  }

  /** Waits until it has ended by itself. */
  Run awaitEnd() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(LONGEST_MINUTES).toNanos();
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline) {
      processorMillis();
    }
    if (process.isAlive() || process.exitValue() != 0) {
      throw new IllegalStateException("did not end well, see " + output);
    }
    return this;
  }

  String text() throws IOException {
    return Files.readString(output);
  }

  /** Returns what PerfTest says of the rate at which it received. */
  double receivingRate() throws IOException {
    Matcher matcher = RECEIVED.matcher(text());
    if (!matcher.find()) {
      throw new IllegalStateException("no rate in " + output);
    }
    return Double.parseDouble(matcher.group(1));
  }

  /**
   * Returns the processor time it has used, in milliseconds; once it has ended, at the last look.
   */
  double processorMillis() {
    process.info().totalCpuDuration().ifPresent(time -> processorMillis = time.toNanos() / 1e6);
    return processorMillis;
  }

  /** Returns the bytes of its heap in use after a collection. */
  long heapBytes() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = Long.toString(process.pid());
    new ProcessBuilder(jcmd, pid, "GC.run").start().waitFor();
    Process histogram = new ProcessBuilder(jcmd, pid, "GC.class_histogram").start();
    String text = new String(histogram.getInputStream().readAllBytes());
    String total = text.lines().filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
    return Long.parseLong(total.strip().split("\\s+")[2]);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.onExit().get(1, TimeUnit.MINUTES);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
    }
    read.close();
    Files.deleteIfExists(output);
  }
}
