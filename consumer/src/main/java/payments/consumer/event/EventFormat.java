package payments.consumer.event;

import java.time.Instant;

/** How an event is written, as one line. */
public interface EventFormat {
  /** Returns the line, without its end. */
  String line(Instant time, Event event);
}
