package payments.consumer.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Events for people: the local time, then the thing, its number and what became of it. */
public final class TextFormat implements EventFormat {
  @Override
  public void append(Instant time, Event event, StringBuilder lines) {
    if (event instanceof Event.SessionLost || event instanceof Event.Warning) {
      return; // people read the log, which says so
    }
    TimeOfDay.append(time, lines);
    lines.append(' ').append(text(event));
  }

  private static String text(Event event) {
    if (event instanceof Event.Ready e) {
      return "ready: "
          + e.broker()
          + " at "
          + e.node()
          + ", delay "
          + e.delay()
          + ", log "
          + e.log();
    }
    if (event instanceof Event.Registered e) {
      return "client " + e.clientId() + " registered";
    }
    if (event instanceof Event.Postponed e) {
      return "payment "
          + e.paymentId()
          + " postponed by "
          + seconds(e.delay())
          + ": client "
          + e.clientId()
          + " is not registered (attempt "
          + e.attempt()
          + ")";
    }
    if (event instanceof Event.Processed e) {
      return processed(e);
    }
    if (event instanceof Event.Duplicate e) {
      return payment(e.paymentId(), e.clientId()) + " is a duplicate, not processed again";
    }
    if (event instanceof Event.DeadLettered e) {
      return "message of " + e.queue() + " dead-lettered, " + e.reason() + ": " + e.detail();
    }
    return stopped(((Event.Stopped) event).totals());
  }

  private static String processed(Event.Processed e) {
    String line = payment(e.paymentId(), e.clientId()) + " processed";
    if (e.attempts() > 0) {
      String attempts = e.attempts() == 1 ? " attempt, " : " attempts, ";
      line += " after " + e.attempts() + attempts + seconds(e.waited());
    }
    return switch (e.cause()) {
      case PAYMENT -> line;
      case REGISTRATION -> line + ": its client registered";
      case RETRY -> line + ": at a later look";
    };
  }

  private static String payment(long payment, long client) {
    return "payment " + payment + " of client " + client;
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
