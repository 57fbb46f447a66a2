package payments.consumer.http;

import java.util.ArrayList;
import java.util.List;
import payments.consumer.event.Event;

/**
 * Chooses from more events than somebody can look at: of every payment all or none, so that what is
 * shown of one is whole. The busier, the fewer payments, each time half of those before.
 */
final class Sample {
  private static final int MOST_BITS = 20;
  private static final int RARE_AT_ONCE = 20;
  private static final double FADING = 0.9;
  private static final long SCATTER = 0x9E3779B97F4A7C15L;

  private final double most;
  private double eventsPerBatch;
  private int bits;

  /** Lets so many events through with each batch, more or less. */
  Sample(int most) {
    this.most = most;
  }

  /** Returns how many payments there are for each that is shown. */
  int oneOf() {
    return 1 << bits;
  }

  List<Feed.Entry> of(List<Feed.Entry> batch) {
    eventsPerBatch = Math.max(batch.size(), eventsPerBatch * FADING);
    bits = 0;
    while (bits < MOST_BITS && eventsPerBatch / oneOf() > most) {
      bits++;
    }
    return bits == 0 ? batch : chosen(batch);
  }

  private List<Feed.Entry> chosen(List<Feed.Entry> batch) {
    List<Feed.Entry> chosen = new ArrayList<>();
    int rare = 0;
    for (Feed.Entry entry : batch) {
      long number = number(entry.event());
      boolean shown = number == 0 ? rare++ < RARE_AT_ONCE : isShown(number);
      if (shown) {
        chosen.add(entry);
      }
    }
    return chosen;
  }

  private boolean isShown(long number) {
    return bits == 0 || number * SCATTER >>> (Long.SIZE - bits) == 0;
  }

  /** Returns what the event is about, 0 for nothing of which there are many. */
  private static long number(Event event) {
    if (event instanceof Event.Processed e) {
      return e.paymentId();
    }
    if (event instanceof Event.Postponed e) {
      return e.paymentId();
    }
    if (event instanceof Event.Duplicate e) {
      return e.paymentId();
    }
    return event instanceof Event.Registered e ? e.clientId() : 0;
  }
}
