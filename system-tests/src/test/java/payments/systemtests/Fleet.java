package payments.systemtests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Consumers of the same queues, at once or one after the other, and what they did together. */
final class Fleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final JsonMapper JSON = new JsonMapper();

  private final String uri;
  private final List<String> options;
  private final List<Member> members = new ArrayList<>();

  /** All use the same URI and options. */
  Fleet(String uri, String... options) {
    this.uri = uri;
    this.options = new ArrayList<>(List.of(options));
    this.options.add("--json");
  }

  /** Starts one more, which need not become ready. */
  Member launch() throws IOException {
    Member member = new Member(Jar.CONSUMER.start(Map.of("AMQP_URI", uri), options));
    members.add(member);
    return member;
  }

  /** Returns the payments that any of them has processed. */
  Set<Long> processed() {
    Set<Long> all = new HashSet<>();
    members.forEach(member -> all.addAll(member.processed()));
    return all;
  }

  /** Returns how many events of that name all of them wrote. */
  long count(String event) {
    return members.stream().mapToLong(member -> member.count(event)).sum();
  }

  /** Returns how many events of any name all of them wrote. */
  long count() {
    return members.stream().mapToLong(Member::count).sum();
  }

  int size() {
    return members.size();
  }

  @Override
  public void close() {
    members.forEach(member -> member.process.toHandle().destroyForcibly());
  }

  /** One of them. It may be killed while it writes, so that its last line is half a line. */
  static final class Member {
    private final Process process;
    private final Lines out;
    private final Lines err;
    private final Map<String, Integer> counts = new HashMap<>();
    private final Set<Long> processed = new HashSet<>();
    private final List<Instant> processedAt = new ArrayList<>();
    private Instant readyAt;
    private String node = "";
    private int linesRead;

    private Member(Process process) {
      this.process = process;
      out = new Lines(process.getInputStream());
      err = new Lines(process.getErrorStream());
    }

    int count(String event) {
      read();
      return counts.getOrDefault(event, 0);
    }

    int count() {
      read();
      return linesRead;
    }

    Set<Long> processed() {
      read();
      return processed;
    }

    /** Returns host and port of the node that it was last ready on. */
    String node() {
      read();
      return node;
    }

    /** Returns when it was last ready. */
    Instant readyAt() {
      read();
      return readyAt;
    }

    /** Returns when it processed each payment, in order. */
    List<Instant> processedAt() {
      read();
      return processedAt;
    }

    /** Returns how many payments it has processed since then. */
    long processedSince(Instant then) {
      read();
      return processedAt.stream().filter(then::isBefore).count();
    }

    /** Returns the longest time since then in which it processed nothing, up to its last. */
    Duration longestPauseSince(Instant then) {
      read();
      Duration longest = Duration.ZERO;
      Instant last = then;
      for (Instant time : processedAt) {
        if (time.isAfter(last)) {
          Duration pause = Duration.between(last, time);
          longest = pause.compareTo(longest) > 0 ? pause : longest;
          last = time;
        }
      }
      return longest;
    }

    private void read() {
      List<String> lines = out.all();
      for (; linesRead < lines.size(); linesRead++) {
        add(lines.get(linesRead));
      }
    }

    private void add(String line) {
      try {
        JsonNode event = JSON.readTree(line);
        String name = event.path("event").asText();
        counts.merge(name, 1, Integer::sum);
        Instant time = Instant.parse(event.path("time").asText());
        if (name.equals("processed")) {
          processed.add(event.path("paymentId").asLong());
          processedAt.add(time);
        } else if (name.equals("ready")) {
          readyAt = time;
          node = event.path("node").asText();
        }
      } catch (JsonProcessingException e) {
        if (process.isAlive() || process.exitValue() == 0) {
          throw new AssertionError("not an event: " + line, e);
        }
      }
    }

    /** Waits until it takes deliveries. */
    void awaitReady() {
      await("ready", 1);
    }

    /** Waits until it has written so many events of that name. */
    void await(String event, int count) {
      try {
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> {
                  requireAlive();
                  return count(event) >= count;
                });
      } catch (ConditionTimeoutException e) {
        throw new AssertionError(
            "%d times %s, not %d: %s".formatted(count(event), event, count, log()), e);
      }
    }

    /** Fails if it has ended by itself. */
    void requireAlive() throws InterruptedException {
      if (!process.isAlive()) {
        throw new AssertionError(
            "consumer ended with %d: %s".formatted(process.exitValue(), err.allToTheEnd()));
      }
    }

    /** Returns the lines of its log so far. */
    List<String> log() {
      return err.all();
    }

    /** Sends SIGKILL, and reads what it has written to the end. */
    void kill() throws InterruptedException {
      requireAlive();
      process.toHandle().destroyForcibly(); // Process.destroyForcibly would close its output, too
      exitCode();
    }

    /** Sends SIGTERM and returns the exit code. */
    int stop() throws InterruptedException {
      terminate();
      return exitCode();
    }

    /** Sends SIGTERM. */
    void terminate() {
      process.toHandle().destroy();
    }

    private int exitCode() throws InterruptedException {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the consumer does not end: " + err.all());
      }
      out.allToTheEnd();
      err.allToTheEnd();
      return process.exitValue();
    }
  }
}
