package payments.consumer.event;

import java.time.Instant;

/**
 * Hears of events once they are written. It is called on the journal's thread, which settles
 * messages: it must be quick, and neither block nor throw.
 */
@FunctionalInterface
public interface EventListener {
  /** Hears of nothing. */
  EventListener NONE = (time, event) -> {};

  /** An event was written. */
  void happened(Instant time, Event event);
}
