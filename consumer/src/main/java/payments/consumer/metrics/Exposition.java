package payments.consumer.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The metrics in the text format of Prometheus. Numbers are counted elsewhere, without the library,
 * and handed to it when somebody asks: a consumer that nobody asks does not load it.
 */
public final class Exposition {
  /** What the text is, for the header of an answer. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final double MILLIS = 1e3;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();
  private final Tally tally;
  private final Supplier<State> state;
  private final Clock clock;

  /**
   * Registers all metrics, those of the virtual machine too.
   *
   * @param state of the session there is when it is asked
   * @param version of this program
   * @param slowReaders how many readers of events were cut off
   */
  public Exposition(
      Tally tally, Supplier<State> state, Clock clock, String version, LongSupplier slowReaders) {
    this.tally = tally;
    this.state = state;
    this.clock = clock;
    counters(slowReaders);
    gauges(version);
    histogram(
        "payments_wait_seconds", "From the first look at a payment to processed", Tally::waits);
    histogram(
        "payments_lateness_seconds",
        "How much longer than planned payments waited that were processed at a later look",
        Tally::lateness);
    histogram("payments_confirm_seconds", "From publishing to the confirm", Tally::confirms);
    JvmMetrics.builder().register(registry);
  }

  /** Writes all of them as they are now. */
  public void write(OutputStream out) throws IOException {
    writer.write(out, registry.scrape());
  }

  private void counters(LongSupplier slowReaders) {
    CounterWithCallback.builder()
        .name("payments_processed_total")
        .help("Payments processed, by what led to it")
        .labelNames("cause")
        .callback(
            to ->
                counts()
                    .processed()
                    .forEach((cause, n) -> to.call(n, cause.name().toLowerCase(Locale.ROOT))))
        .register(registry);
    counter("payments_postponed_total", "Times that a payment was made to wait", Counts::postponed);
    counter("payments_duplicates_total", "Payments that came again", Counts::duplicates);
    counter("payments_registrations_total", "Registrations handled", Counts::registrations);
    byReason("payments_dead_letters_total", "Messages put aside", Counts::deadLetters);
    byReason("payments_session_restarts_total", "Sessions lost", Counts::restarts);
    CounterWithCallback.builder()
        .name("payments_void_records_total")
        .help("Records of processing that came after another decision in the log")
        .callback(to -> to.call(now().voidRecords()))
        .register(registry);
    CounterWithCallback.builder()
        .name("payments_http_slow_readers_total")
        .help("Readers of /events cut off since they read too slowly")
        .callback(to -> to.call(slowReaders.getAsLong()))
        .register(registry);
  }

  private void gauges(String version) {
    gauge(
        "payments_waiting",
        "Payments that this consumer has postponed and that have not come back",
        () -> counts().waiting() + now().overdue());
    gauge(
        "payments_overdue",
        "Waiting payments that are due and have not come back",
        () -> now().overdue());
    gauge(
        "payments_waiting_oldest_seconds",
        "How long ago the oldest waiting payment was looked at first, 0 if none waits",
        () -> oldest().toMillis() / MILLIS);
    gauge("payments_remembered", "Waiting payments that are remembered", () -> now().remembered());
    gauge("payments_clients", "Clients known", () -> now().clients());
    gauge("payments_unconfirmed", "Messages published, not confirmed", () -> now().unconfirmed());
    gauge("payments_ready", "1 if ready, else 0", () -> now().notReady().isEmpty() ? 1 : 0);
    GaugeWithCallback.builder()
        .name("payments_unsettled")
        .help("Deliveries in hand, neither acknowledged nor given back")
        .labelNames("queue")
        .callback(to -> now().unsettled().forEach((queue, n) -> to.call(n, queue)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("payments_build_info")
        .help("1, with the versions and the delay mode as labels")
        .labelNames("version", "broker", "delay")
        .callback(to -> to.call(1, version, tally.broker(), tally.delay()))
        .register(registry);
  }

  private Duration oldest() {
    Instant present = clock.instant();
    Duration overdue =
        now().oldestOverdue().map(first -> Duration.between(first, present)).orElse(Duration.ZERO);
    Duration waiting = counts().oldest();
    return overdue.compareTo(waiting) > 0 ? overdue : waiting;
  }

  private Counts counts() {
    return tally.counts(clock.instant());
  }

  private State now() {
    return state.get();
  }

  private void counter(String name, String help, ToLongFunction<Counts> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(to -> to.call(value.applyAsLong(counts())))
        .register(registry);
  }

  private void byReason(String name, String help, Function<Counts, Map<String, Long>> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help + ", by reason")
        .labelNames("reason")
        .callback(to -> values.apply(counts()).forEach((reason, n) -> to.call(n, reason)))
        .register(registry);
  }

  private void gauge(String name, String help, Supplier<? extends Number> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(to -> to.call(value.get().doubleValue()))
        .register(registry);
  }

  private void histogram(String name, String help, Function<Tally, Histogram> of) {
    Collector collector =
        () -> {
          Histogram.Counted counted = of.apply(tally).counted();
          double[] bounds = Arrays.copyOf(Histogram.BOUNDS, Histogram.BOUNDS.length + 1);
          bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
          return HistogramSnapshot.builder()
              .name(name)
              .help(help)
              .dataPoint(
                  HistogramDataPointSnapshot.builder()
                      .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counted.counts()))
                      .sum(counted.sumSeconds())
                      .build())
              .build();
        };
    registry.register(collector);
  }
}
