package payments.consumer.event;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Events for people: the local time, then the thing, its number and what became of it. */
public final class TextFormat implements EventFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  @Override
  public void append(Instant time, Event event, StringBuilder lines) {
    TIME.formatTo(time, lines);
    lines.append(' ').append(text(event));
  }

  private static String text(Event event) {
    if (event instanceof Event.Ready e) {
      return "ready: " + e.broker() + ", delay " + e.delay();
    }
    if (event instanceof Event.Registered e) {
      return "client " + e.clientId() + " registered";
    }
    if (event instanceof Event.Postponed e) {
      return "payment %d postponed by %s: client %d is not registered (attempt %d)"
          .formatted(e.paymentId(), seconds(e.delay()), e.clientId(), e.attempt());
    }
    if (event instanceof Event.Processed e) {
      return processed(e);
    }
    if (event instanceof Event.Duplicate e) {
      return "payment %d of client %d is a duplicate, not processed again"
          .formatted(e.paymentId(), e.clientId());
    }
    if (event instanceof Event.DeadLettered e) {
      return "message of %s dead-lettered, %s: %s".formatted(e.queue(), e.reason(), e.detail());
    }
    return stopped(((Event.Stopped) event).totals());
  }

  private static String processed(Event.Processed e) {
    String line = "payment %d of client %d processed".formatted(e.paymentId(), e.clientId());
    return e.attempts() == 0
        ? line
        : line
            + " after %d %s, %s"
                .formatted(
                    e.attempts(), e.attempts() == 1 ? "attempt" : "attempts", seconds(e.waited()));
  }

  private static String stopped(Totals totals) {
    return "stopped: %d registered, %d processed, %d postponed, %d duplicates, %d dead-lettered"
        .formatted(
            totals.registered(),
            totals.processed(),
            totals.postponed(),
            totals.duplicates(),
            totals.deadLettered());
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : String.format(Locale.ROOT, "%.3f s", duration.toMillis() / 1000.0);
  }
}
