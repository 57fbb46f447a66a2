package payments.prove.trial;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import payments.common.Printable;
import payments.common.ReportedException;

/**
 * Consumers of the same queues, each a process of its own, at once or one after the other, and what
 * they did together. Any thread may use it.
 */
public class Consumers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int END_SECONDS = 60;
  private static final int POLL_MILLIS = 20;

  /** Options of Java for a program with a small heap, for several run beside each other. */
  public static final List<String> SMALL =
      List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final List<String> javaOptions;
  private final Path jar;
  private final String uri;
  private final List<String> options;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private boolean closed;

  /**
   * Prepares to start some; all use the same URI and options.
   *
   * @param jar the program
   * @param uri which is not put on the command line, where others could read it
   */
  public Consumers(Path jar, String uri, List<String> options) {
    this(SMALL, jar, uri, options);
  }

  /**
   * Prepares to start some with other options of Java than those that make them small.
   *
   * @param uri which is not put on the command line, where others could read it
   */
  protected Consumers(List<String> javaOptions, Path jar, String uri, List<String> options) {
    this.javaOptions = List.copyOf(javaOptions);
    this.jar = jar;
    this.uri = uri;
    this.options = new ArrayList<>(options);
    this.options.add("--json");
  }

  /** Starts one more, which need not become ready. */
  public final synchronized Member launch() throws IOException {
    if (closed) {
      throw new IOException("the consumers have been ended");
    }
    Member member = new Member(start());
    members.add(member);
    return member;
  }

  /** With a small heap, for several run beside each other. */
  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("AMQP_URI", uri);
    return builder.start();
  }

  /** Returns the payments that any of them has processed. */
  public final Set<Long> processed() {
    Set<Long> all = new HashSet<>();
    members.forEach(member -> all.addAll(member.processed()));
    return all;
  }

  /** Returns when each payment was processed, the first time if there are several. */
  final Map<Long, Instant> firstProcessed() {
    Map<Long, Instant> first = new HashMap<>();
    for (Member member : members) {
      for (Processing each : member.processings()) {
        first.merge(each.payment(), each.at(), (one, other) -> one.isBefore(other) ? one : other);
      }
    }
    return first;
  }

  /** Returns the payments of which they said more than once that they are processed. */
  public final SortedSet<Long> processedTwice() {
    Set<Long> once = new HashSet<>();
    SortedSet<Long> twice = new TreeSet<>();
    for (Member member : members) {
      for (Processing each : member.processings()) {
        if (!once.add(each.payment())) {
          twice.add(each.payment());
        }
      }
    }
    return twice;
  }

  /** Returns how many events of that name all of them wrote. */
  public final long count(String event) {
    return members.stream().mapToLong(member -> member.count(event)).sum();
  }

  /** Returns how many events of any name all of them wrote. */
  public final long count() {
    return members.stream().mapToLong(Member::count).sum();
  }

  /** Returns how many have been started. */
  public final int size() {
    return members.size();
  }

  /** Kills those that run, and lets no more start. */
  @Override
  public final synchronized void close() {
    closed = true;
    members.forEach(Member::end);
  }

  /** That a payment was processed, and when. */
  public record Processing(long payment, Instant at) {}

  /** One of them. It may be killed while it writes, so that its last line is half a line. */
  public static final class Member {
    private final Process process;
    private final Lines err;
    private final Lines out;
    private final Events events;
    private volatile boolean killed;

    private Member(Process process) {
      this.process = process;
      out = new Lines(process.getInputStream());
      err = new Lines(process.getErrorStream());
      events = new Events(out, this::hasDied);
    }

    private boolean hasDied() {
      return killed || !process.isAlive() && process.exitValue() != 0;
    }

    /** Returns how many events of that name it has written. */
    public int count(String event) {
      return events.count(event);
    }

    /** Returns how many events of any name it has written. */
    public int count() {
      return events.count();
    }

    /** Returns the payments that it has processed. */
    public Set<Long> processed() {
      Set<Long> payments = new HashSet<>();
      processings().forEach(each -> payments.add(each.payment()));
      return payments;
    }

    /** Returns what it has processed, and when, in order. */
    public List<Processing> processings() {
      return events.processings();
    }

    /** Returns when it was ready, each time. */
    public List<Instant> ready() {
      return events.ready();
    }

    /** Returns host and port of the node that it was last ready on. */
    public String node() {
      return events.whenReady("node");
    }

    Events events() {
      return events;
    }

    /** Waits until it takes deliveries. */
    public void awaitReady() throws InterruptedException {
      await("ready", 1);
    }

    /** Waits until it has written so many events of that name. */
    public void await(String event, int count) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (count(event) < count) {
        requireAlive();
        if (System.nanoTime() - deadline > 0) {
          throw new ReportedException(
              "a consumer has written the event %s %d times within %d s, not %d"
                  .formatted(event, count(event), PATIENCE.toSeconds(), count),
              "the last line of its log: " + lastOf(log()));
        }
        Thread.sleep(POLL_MILLIS);
      }
    }

    /**
     * Fails if it has ended by itself.
     *
     * @throws ReportedException with what it said itself
     */
    public void requireAlive() throws InterruptedException {
      if (!process.isAlive()) {
        throw endedBy(process.exitValue(), err.allToTheEnd());
      }
    }

    /** What a program prints when it fails is a line with the reason, and one with the cure. */
    static ReportedException endedBy(int exitCode, List<String> log) {
      String prefix = "error: ";
      Optional<String> error = log.stream().filter(line -> line.startsWith(prefix)).findFirst();
      int cure = error.map(line -> log.indexOf(line) + 1).orElse(log.size());
      return new ReportedException(
          "a consumer ended with %d: %s"
              .formatted(
                  exitCode,
                  error.map(line -> line.substring(prefix.length())).orElseGet(() -> lastOf(log))),
          cure < log.size() ? log.get(cure).strip() : "start it alone, to see why");
    }

    private static String lastOf(List<String> log) {
      return log.isEmpty() ? "its log is empty" : Printable.of(log.get(log.size() - 1));
    }

    /** Returns the lines of its log so far. */
    public List<String> log() {
      return err.all();
    }

    /** Sends SIGKILL, and reads what it has written to the end. */
    public void kill() throws InterruptedException {
      requireAlive();
      end();
      exitCode();
    }

    private void end() {
      killed = true;
      process.toHandle().destroyForcibly(); // Process.destroyForcibly would close its output, too
    }

    /** Sends SIGTERM and returns the exit code. */
    public int stop() throws InterruptedException {
      terminate();
      return exitCode();
    }

    /** Sends SIGTERM. */
    public void terminate() {
      process.toHandle().destroy();
    }

    private int exitCode() throws InterruptedException {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new ReportedException(
            "a consumer does not end within " + END_SECONDS + " s of being told to",
            "the last line of its log: " + lastOf(log()));
      }
      out.allToTheEnd();
      err.allToTheEnd();
      return process.exitValue();
    }
  }
}
