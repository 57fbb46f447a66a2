package payments.consumer.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.event.Event;
import payments.consumer.event.Event.Processed.Cause;
import payments.consumer.metrics.RememberedPayment;
import payments.consumer.metrics.State;
import payments.consumer.metrics.Tally;

/** Invents a race, to look at the page without a broker: run it, open the address, stop it. */
final class Rehearsal implements State {
  private final Random random = new Random(7);
  private final ScheduledExecutorService journal = Executors.newSingleThreadScheduledExecutor();
  private final Map<Long, RememberedPayment> waiting = new ConcurrentHashMap<>();
  private final HttpService service;
  private long payment = 8842;
  private long client;

  private Rehearsal(int port) {
    Tally tally =
        new Tally(
            new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60)),
            List.of("malformed"),
            List.of());
    service = new HttpService(new HttpAddress("127.0.0.1", port), tally, () -> this, "1.1.0");
  }

  public static void main(String[] arguments) throws InterruptedException {
    Rehearsal rehearsal = new Rehearsal(Integer.parseInt(arguments[0]));
    int perSecond = Integer.parseInt(arguments[2]);
    rehearsal.begin(perSecond);
    rehearsal.journal.awaitTermination(Long.parseLong(arguments[1]), TimeUnit.SECONDS);
    System.exit(0);
  }

  private void begin(int perSecond) {
    emit(
        new Event.Ready(
            "RabbitMQ 4.3.6", "native", "the first that the broker can do", "none", "a:5672"));
    emit(
        new Event.DeadLettered(
            "payment-processor", "malformed", "no JSON: <img src=x onerror=alert(1)> & more"));
    journal.scheduleAtFixedRate(this::payment, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
  }

  private void emit(Event event) {
    service.accept(Instant.now(), event);
  }

  private void payment() {
    long id = ++payment;
    long of = ++client;
    if (random.nextInt(100) < 45) {
      emit(new Event.Registered(of));
      emit(processed(id, of, 0, Duration.ofMillis(1), Cause.PAYMENT, Optional.empty()));
      return;
    }
    Instant first = Instant.now();
    boolean atOnce = random.nextInt(100) < 80;
    long gap = (long) Math.min(14_000, 10 + 1_800 * Math.abs(random.nextGaussian() * 1.4));
    look(id, of, 1, first, first.plusMillis(gap), atOnce);
  }

  private void look(
      long id, long of, int attempt, Instant first, Instant registered, boolean atOnce) {
    Instant now = Instant.now();
    Duration waited = Duration.between(first, now);
    if (!now.isBefore(registered)) {
      waiting.remove(id);
      emit(new Event.Registered(of));
      emit(processed(id, of, attempt - 1, waited, Cause.RETRY, Optional.empty()));
      return;
    }
    emit(new Event.Postponed(id, of, attempt, Duration.ofSeconds(attempt)));
    Instant due = now.plusSeconds(attempt);
    waiting.put(id, new RememberedPayment(id, of, Optional.of("m"), first, due, attempt));
    if (atOnce && registered.isBefore(due)) {
      journal.schedule(
          () -> {
            waiting.remove(id);
            emit(new Event.Registered(of));
            Duration all = Duration.between(first, Instant.now());
            emit(processed(id, of, attempt, all, Cause.REGISTRATION, Optional.of(due)));
          },
          Duration.between(now, registered).toMillis(),
          TimeUnit.MILLISECONDS);
      return;
    }
    journal.schedule(
        () -> look(id, of, attempt + 1, first, registered, atOnce), attempt, TimeUnit.SECONDS);
  }

  private static Event processed(
      long id, long of, int attempts, Duration waited, Cause cause, Optional<Instant> copyDue) {
    return new Event.Processed(id, of, attempts, waited, cause, copyDue);
  }

  @Override
  public List<String> notReady() {
    return List.of();
  }

  @Override
  public long clients() {
    return client;
  }

  @Override
  public long unconfirmed() {
    return 0;
  }

  @Override
  public Map<String, Long> unsettled() {
    return Map.of("payment-processor", 3L);
  }

  @Override
  public long remembered() {
    return waiting.size();
  }

  @Override
  public long notRemembered() {
    return 0;
  }

  @Override
  public List<RememberedPayment> waiting() {
    return new ArrayList<>(waiting.values());
  }

  @Override
  public long overdue() {
    return 0;
  }

  @Override
  public Optional<Instant> oldestOverdue() {
    return Optional.empty();
  }

  @Override
  public long voidRecords() {
    return 0;
  }
}
