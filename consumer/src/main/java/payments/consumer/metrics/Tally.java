package payments.consumer.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.event.Event;
import payments.consumer.event.Event.Processed.Cause;

/**
 * Counts events since the start of the process. It is told of each on the journal's thread, where
 * it takes some ten nanoseconds; any thread may read it.
 */
public final class Tally {
  /** Reasons come from the program itself; should they ever not, they take no more room. */
  private static final int MOST_REASONS = 50;

  private static final String OTHER = "other";

  /** Tells how long payments wait in all by the plan: what is longer is lateness. */
  private final RetrySchedule schedule;

  private final WaitingCount waiting;
  private final Map<Cause, Long> processed = new EnumMap<>(Cause.class);
  private final Map<String, Long> deadLetters = new TreeMap<>();
  private final Map<String, Long> restarts = new TreeMap<>();
  private final Histogram waits = new Histogram();
  private final Histogram lateness = new Histogram();
  private final Histogram confirms = new Histogram();
  private long postponed;
  private long duplicates;
  private long registrations;
  private Duration latest = Duration.ZERO;
  private String broker = "";
  private String delay = "";

  /**
   * Starts at zero.
   *
   * @param schedule of the delays
   * @param deadLetterReasons that there are: shown before the first message becomes one
   * @param restartReasons the same for sessions
   */
  public Tally(
      RetrySchedule schedule, List<String> deadLetterReasons, List<String> restartReasons) {
    this.schedule = schedule;
    waiting = new WaitingCount(schedule.longest());
    for (Cause cause : Cause.values()) {
      processed.put(cause, 0L);
    }
    deadLetterReasons.forEach(reason -> deadLetters.put(reason, 0L));
    restartReasons.forEach(reason -> restarts.put(reason, 0L));
  }

  /** Counts an event. */
  public synchronized void accept(Instant time, Event event) {
    if (event instanceof Event.Processed e) {
      processed(time, e);
    } else if (event instanceof Event.Postponed e) {
      postponed++;
      waiting.add(time.minus(schedule.sumOfDelays(e.attempt() - 1)), time.plus(e.delay()));
    } else if (event instanceof Event.Registered) {
      registrations++;
    } else if (event instanceof Event.Duplicate) {
      duplicates++;
    } else if (event instanceof Event.DeadLettered e) {
      increment(deadLetters, e.reason());
    } else if (event instanceof Event.SessionLost e) {
      increment(restarts, e.reason());
    } else if (event instanceof Event.Ready e) {
      broker = e.broker();
      delay = e.delay();
    }
  }

  private void processed(Instant time, Event.Processed e) {
    processed.merge(e.cause(), 1L, Long::sum);
    waits.observe(e.waited());
    if (e.cause() == Cause.RETRY) {
      Duration late = e.waited().minus(schedule.sumOfDelays(e.attempts()));
      lateness.observe(late);
      latest = late.compareTo(latest) > 0 ? late : latest;
    }
    e.copyDue().filter(due -> due.isAfter(time)).ifPresent(waiting::remove);
  }

  private static void increment(Map<String, Long> counts, String reason) {
    String name = counts.containsKey(reason) || counts.size() < MOST_REASONS ? reason : OTHER;
    counts.merge(name, 1L, Long::sum);
  }

  /** Counts how long a confirm took. */
  public void confirmed(Duration duration) {
    confirms.observe(duration);
  }

  /** Returns what was counted so far, and what waits now. */
  public synchronized Counts counts(Instant now) {
    return new Counts(
        new EnumMap<>(processed),
        registrations,
        postponed,
        duplicates,
        new TreeMap<>(deadLetters),
        new TreeMap<>(restarts),
        waiting.count(now),
        waiting.oldest(now).map(first -> Duration.between(first, now)).orElse(Duration.ZERO));
  }

  /** Returns the greatest lateness since it was asked last. */
  public synchronized Duration takeLatest() {
    Duration taken = latest;
    latest = Duration.ZERO;
    return taken;
  }

  /** Returns product and version of the broker, empty before there was one. */
  public synchronized String broker() {
    return broker;
  }

  /** Returns the delay mode, empty before there was one. */
  public synchronized String delay() {
    return delay;
  }

  Histogram waits() {
    return waits;
  }

  Histogram lateness() {
    return lateness;
  }

  Histogram confirms() {
    return confirms;
  }
}
