package payments.prove.trial;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What came of a trial.
 *
 * @param setting the broker with its version, and the delay mode
 * @param balance of the payments
 * @param forgottenClients clients registered before the last consumer started that it did not know
 * @param lateness from when a payment and its client were confirmed to when it was processed
 * @param awayAfterKills from each kill until a consumer was ready in that place
 * @param awayAfterCuts from each cut until all consumers that had been at work were ready again
 */
public record Result(
    String setting,
    Balance balance,
    Set<Long> forgottenClients,
    Distribution lateness,
    List<Duration> awayAfterKills,
    List<Duration> awayAfterCuts) {

  /** Whether everything confirmed was processed, once, and nothing else. */
  public boolean isWell() {
    return balance.lost().isEmpty()
        && balance.twice().isEmpty()
        && balance.neverSent().isEmpty()
        && balance.numberOfDeadLetters() == 0
        && forgottenClients.isEmpty();
  }
}
