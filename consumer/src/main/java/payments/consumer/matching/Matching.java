package payments.consumer.matching;

import java.time.Duration;
import java.util.Optional;
import payments.common.RetrySchedule;

/** What outlives a connection: whom the consumer knows, what it has done, and its rules. */
public final class Matching {
  private final RegisteredClients clients = new RegisteredClients();
  private final ProcessedPayments processed = new ProcessedPayments();
  private final RetrySchedule schedule;
  private final Optional<Duration> giveUpAfter;
  private volatile boolean started;

  /**
   * Starts with no client known and no payment processed.
   *
   * @param schedule how long payments wait
   * @param giveUpAfter age at which a payment waits no longer, none for never
   */
  public Matching(RetrySchedule schedule, Optional<Duration> giveUpAfter) {
    this.schedule = schedule;
    this.giveUpAfter = giveUpAfter;
  }

  /** Returns the clients whose payments may be processed. */
  public RegisteredClients clients() {
    return clients;
  }

  /** Notes that all clients are known that were registered before. */
  public void start() {
    started = true;
  }

  /** Whether all clients are known that were registered before the start. */
  public boolean isStarted() {
    return started;
  }

  ProcessedPayments processed() {
    return processed;
  }

  RetrySchedule schedule() {
    return schedule;
  }

  boolean givesUpAfter(Duration waited) {
    return giveUpAfter.isPresent() && waited.compareTo(giveUpAfter.get()) >= 0;
  }

  String giveUpAfterText() {
    return giveUpAfter.map(duration -> duration.toMillis() + " ms").orElse("ever");
  }
}
