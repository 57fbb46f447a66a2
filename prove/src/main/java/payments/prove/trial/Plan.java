package payments.prove.trial;

import java.time.Duration;
import java.util.List;

/**
 * What a trial does.
 *
 * @param payments how many are to be confirmed in all, from 10
 * @param kills how many consumers are killed
 * @param cuts how often all connections are cut
 * @param patience for how long no payment may be processed before the missing ones count as lost
 * @param seed of all choices
 */
public record Plan(int payments, int kills, int cuts, Duration patience, long seed) {
  /** How many consumers there are at once. */
  public static final int CONSUMERS = 3;

  /** The first delay of the consumers, and by how much each next one is longer. */
  public static final Duration DELAY_STEP = Duration.ofMillis(100);

  /** The longest delay of the consumers. */
  public static final Duration MAX_DELAY = Duration.ofSeconds(1);

  private static final int FEWEST_PAYMENTS = 10;
  private static final int PAYMENTS_A_CLIENT = 6;
  private static final Duration SHORTEST_LOAD = Duration.ofSeconds(3);
  private static final Duration LOAD_A_BLOW = Duration.ofMillis(1_250);

  public Plan {
    if (payments < FEWEST_PAYMENTS) {
      throw new IllegalArgumentException(
          "payments must be at least %d, was %d".formatted(FEWEST_PAYMENTS, payments));
    }
    if (kills < 0 || cuts < 0) {
      throw new IllegalArgumentException(
          "kills and cuts must not be negative, were %d and %d".formatted(kills, cuts));
    }
  }

  /** Returns the options that every consumer has, for short delays. */
  public static List<String> consumerOptions() {
    return List.of(
        "--delay-step",
        DELAY_STEP.toMillis() + "ms",
        "--max-delay",
        MAX_DELAY.toMillis() + "ms",
        "--wait-for-broker",
        "60s");
  }

  /** Returns how many clients are registered, numbered from 1. */
  public int clients() {
    return payments / PAYMENTS_A_CLIENT;
  }

  /** Returns the same without cuts, for connections that nothing can cut. */
  public Plan withoutCuts() {
    return new Plan(payments, kills, 0, patience, seed);
  }

  /** Returns how many payments race the registrations; each client pays once more at the end. */
  int racing() {
    return payments - clients();
  }

  /** Returns how long publishing takes at the least, so that the blows fall meanwhile. */
  Duration load() {
    Duration blows = LOAD_A_BLOW.multipliedBy(kills + cuts);
    return blows.compareTo(SHORTEST_LOAD) > 0 ? blows : SHORTEST_LOAD;
  }
}
