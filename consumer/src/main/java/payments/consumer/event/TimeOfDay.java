package payments.consumer.event;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The local time of day, to the millisecond, as people read it. Any thread may use it. */
public final class TimeOfDay {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  private TimeOfDay() {}

  /** Returns it as text. */
  public static String text(Instant time) {
    return FORMAT.format(time);
  }

  static void append(Instant time, StringBuilder lines) {
    FORMAT.formatTo(time, lines);
  }
}
