package payments.common.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as people write them: {@code 500ms}, {@code 1s}, {@code 5m}, {@code 2h}. */
final class DurationText {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  /** A hundred years: in nanoseconds it is a long, too. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private DurationText() {}

  /**
   * Returns the duration.
   *
   * @throws IllegalArgumentException if it is none, or longer than a hundred years
   */
  static Duration parse(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 500ms, 1s, 5m, 2h or 7d");
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration = of(number, matcher.group(2));
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "'%s' is too long a duration, the longest is %dd".formatted(text, LONGEST.toDays()));
    }
    return duration;
  }

  private static Duration of(long number, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
