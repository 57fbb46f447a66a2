package payments.consumer.event;

import java.time.Instant;

/**
 * Events for programs: JSON Lines, all in ASCII. Written without a library: there is an event for
 * every message, nearly all of numbers, and a generator would cost more than the message.
 */
public final class JsonFormat implements EventFormat {
  private static final int FIRST_PRINTABLE = ' ';
  private static final int LAST_PRINTABLE = '~';

  private long second = Long.MIN_VALUE;
  private String textOfSecond;

  @Override
  public void append(Instant time, Event event, StringBuilder lines) {
    lines.append("{\"time\":\"");
    append(time, lines);
    lines.append('"');
    if (event instanceof Event.Ready e) {
      string("event", "ready", lines);
      string("broker", e.broker(), lines);
      string("delay", e.delay(), lines);
      string("reason", e.reason(), lines);
      string("log", e.log(), lines);
      string("node", e.node(), lines);
    } else if (event instanceof Event.SessionLost e) {
      string("event", "session-lost", lines);
      string("reason", e.reason(), lines);
      string("detail", e.detail(), lines);
    } else if (event instanceof Event.Warning e) {
      string("event", "warning", lines);
      string("text", e.text(), lines);
    } else if (event instanceof Event.Registered e) {
      string("event", "registered", lines);
      number("clientId", e.clientId(), lines);
    } else if (event instanceof Event.Postponed e) {
      payment("postponed", e.paymentId(), e.clientId(), lines);
      number("attempt", e.attempt(), lines);
      number("delayMillis", e.delay().toMillis(), lines);
    } else if (event instanceof Event.Processed e) {
      payment("processed", e.paymentId(), e.clientId(), lines);
      number("attempts", e.attempts(), lines);
      number("waitedMillis", e.waited().toMillis(), lines);
      string("cause", e.cause().name().toLowerCase(java.util.Locale.ROOT), lines);
    } else if (event instanceof Event.Duplicate e) {
      payment("duplicate", e.paymentId(), e.clientId(), lines);
    } else if (event instanceof Event.DeadLettered e) {
      string("event", "dead-lettered", lines);
      string("queue", e.queue(), lines);
      string("reason", e.reason(), lines);
      string("detail", e.detail(), lines);
    } else if (event instanceof Event.Stopped e) {
      totals(e.totals(), lines);
    }
    lines.append('}');
  }

  /** Most events happen in the same second as the one before. */
  private void append(Instant time, StringBuilder lines) {
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      String text = Instant.ofEpochSecond(second).toString();
      textOfSecond = text.substring(0, text.length() - "Z".length());
    }
    int millis = time.getNano() / 1_000_000;
    lines.append(textOfSecond).append('.');
    lines.append((char) ('0' + millis / 100));
    lines.append((char) ('0' + millis / 10 % 10));
    lines.append((char) ('0' + millis % 10));
    lines.append('Z');
  }

  private static void payment(String event, long payment, long client, StringBuilder lines) {
    string("event", event, lines);
    number("paymentId", payment, lines);
    number("clientId", client, lines);
  }

  private static void totals(Totals totals, StringBuilder lines) {
    string("event", "stopped", lines);
    number("registered", totals.registered(), lines);
    number("processed", totals.processed(), lines);
    number("postponed", totals.postponed(), lines);
    number("duplicates", totals.duplicates(), lines);
    number("deadLettered", totals.deadLettered(), lines);
  }

  private static void number(String name, long value, StringBuilder lines) {
    lines.append(",\"").append(name).append("\":").append(value);
  }

  private static void string(String name, String value, StringBuilder lines) {
    lines.append(",\"").append(name).append("\":\"");
    for (int i = 0; i < value.length(); i++) {
      append(value.charAt(i), lines);
    }
    lines.append('"');
  }

  private static void append(char character, StringBuilder lines) {
    if (character == '"' || character == '\\') {
      lines.append('\\').append(character);
    } else if (character < FIRST_PRINTABLE || character > LAST_PRINTABLE) {
      lines.append("\\u%04x".formatted((int) character));
    } else {
      lines.append(character);
    }
  }
}
