package payments.consumer.event;

import java.time.Instant;

/** How an event is written, as one line. For one thread. */
public interface EventFormat {
  /** Adds the line, without its end. */
  void append(Instant time, Event event, StringBuilder lines);
}
