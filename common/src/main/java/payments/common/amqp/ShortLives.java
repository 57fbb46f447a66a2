package payments.common.amqp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Notices connections to one node that end at the same age again and again: a proxy between does
 * that to those on which nothing goes for some time. Any thread may call it.
 */
final class ShortLives {
  private static final int ENOUGH = 3;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Deque<Duration> ages = new ArrayDeque<>();

  /** Takes a connection that ended without a reason; returns whether it is the third alike. */
  synchronized boolean ended(Duration age) {
    if (age.compareTo(SHORTEST) < 0 || age.compareTo(LONGEST) > 0) {
      ages.clear();
      return false;
    }
    ages.add(age);
    if (ages.size() > ENOUGH) {
      ages.remove();
    }
    boolean alike = ages.size() == ENOUGH && spread().compareTo(tolerance(age)) <= 0;
    if (alike) {
      ages.clear();
    }
    return alike;
  }

  private Duration spread() {
    return Collections.max(ages).minus(Collections.min(ages));
  }

  private static Duration tolerance(Duration age) {
    return Collections.max(List.of(SHORTEST, age.dividedBy(5)));
  }
}
