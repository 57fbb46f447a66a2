package payments.consumer.event;

/** Counts events for the summary at the end. For one thread. */
public final class EventCounter {
  private long registered;
  private long processed;
  private long postponed;
  private long duplicates;
  private long deadLettered;

  /** Counts one. */
  public void count(Event event) {
    if (event instanceof Event.Processed) {
      processed++;
    } else if (event instanceof Event.Postponed) {
      postponed++;
    } else if (event instanceof Event.Registered) {
      registered++;
    } else if (event instanceof Event.Duplicate) {
      duplicates++;
    } else if (event instanceof Event.DeadLettered) {
      deadLettered++;
    }
  }

  /** Returns the numbers so far. */
  public Totals totals() {
    return new Totals(registered, processed, postponed, duplicates, deadLettered);
  }
}
