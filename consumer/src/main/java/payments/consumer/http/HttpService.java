package payments.consumer.http;

import com.sun.net.httpserver.HttpServer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.ReportedException;
import payments.consumer.event.Event;
import payments.consumer.metrics.Exposition;
import payments.consumer.metrics.State;
import payments.consumer.metrics.Tally;

/**
 * Shows what the consumer does to whoever asks by HTTP: people, Prometheus, probes. It has threads
 * of its own, and nothing that a client does or leaves undone makes the consumer wait.
 */
public final class HttpService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpService.class);

  /** Each reader of events takes one; the others are for what is answered at once. */
  private static final int THREADS = EventStream.MOST_READERS + 8;

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

  private final Tally tally;
  private final Feed feed = new Feed();
  private final EventStream events;
  private final HttpServer server;
  private final ThreadPoolExecutor threads = Threads.forRequests(THREADS);
  private final ScheduledExecutorService timer = Threads.timer();

  /**
   * Starts to listen.
   *
   * @param tally is told of each event by this
   * @param state of the session there is when it is asked
   * @param version of this program
   * @throws ReportedException if it cannot listen there
   */
  public HttpService(HttpAddress address, Tally tally, Supplier<State> state, String version) {
    this(address, tally, state, version, LONGEST_ANSWER);
  }

  HttpService(
      HttpAddress address,
      Tally tally,
      Supplier<State> state,
      String version,
      Duration longestAnswer) {
    this.tally = tally;
    Clock clock = Clock.systemUTC();
    Instant start = clock.instant();
    History history = new History(tally, start);
    Status status = new Status(tally, state, history, start, version);
    events = new EventStream(feed, status, clock, Long.toString(start.toEpochMilli()));
    Supplier<Exposition> exposition =
        () -> new Exposition(tally, state, clock, version, events::slowReaders);
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put("/", new Page());
    endpoints.put("/icon.svg", (exchange, deadline) -> icon().send(exchange));
    endpoints.put("/events", events);
    endpoints.put("/waiting", new WaitingList(state, clock));
    endpoints.put("/metrics", new MetricsText(exposition));
    endpoints.put("/livez", (exchange, deadline) -> Answer.text(200, "live").send(exchange));
    endpoints.put("/readyz", (exchange, deadline) -> readiness(state.get()).send(exchange));
    Deadlines deadlines = new Deadlines();
    server = Listening.at(address);
    server.setExecutor(threads);
    HostCheck hosts = new HostCheck(address.host());
    server.createContext("/", new Router(hosts, deadlines, longestAnswer, endpoints));
    server.start();
    timer.scheduleWithFixedDelay(deadlines::enforce, 1, 1, TimeUnit.SECONDS);
    timer.scheduleWithFixedDelay(() -> history.addIfDue(clock.instant()), 1, 1, TimeUnit.SECONDS);
    log.info("live page, metrics and health at {}", uri(address.host()));
  }

  private static Answer icon() {
    return new Answer(
        200, "image/svg+xml", Resource.text("icon.svg").getBytes(StandardCharsets.UTF_8));
  }

  private static Answer readiness(State state) {
    List<String> reasons = state.notReady();
    return reasons.isEmpty()
        ? Answer.text(200, "ready")
        : Answer.text(503, String.join("\n", reasons));
  }

  /** Takes an event that was written. Quick, and throws nothing; for the thread of the journal. */
  public void accept(Instant time, Event event) {
    tally.accept(time, event);
    feed.add(time, event);
  }

  /** Returns the port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private String uri(String host) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/";
  }

  /** Lets the clients go, and ends its threads. */
  @Override
  public void close() {
    events.close();
    server.stop(0);
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
