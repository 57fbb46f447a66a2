package payments.prove.trial;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What went in beside what came out.
 *
 * @param sent numbers of all payments, those in doubt as well
 * @param confirmed those that the broker has taken over
 * @param records how many records of processing there are of each payment
 * @param deadLetters payments in {@code dead-letters}
 * @param otherDeadLetters how many messages there are no payments
 */
public record Balance(
    Set<Long> sent,
    Set<Long> confirmed,
    Map<Long, Integer> records,
    Set<Long> deadLetters,
    int otherDeadLetters) {

  /** Returns how many payments were processed once. */
  public int once() {
    return records.size() - twice().size();
  }

  /** Returns the payments that were processed more than once. */
  public SortedSet<Long> twice() {
    SortedSet<Long> twice = new TreeSet<>(records.keySet());
    twice.removeIf(payment -> records.get(payment) < 2);
    return twice;
  }

  /** Returns the confirmed payments that were not processed and are no dead letters either. */
  public SortedSet<Long> lost() {
    SortedSet<Long> lost = new TreeSet<>(confirmed);
    lost.removeAll(records.keySet());
    lost.removeAll(deadLetters);
    return lost;
  }

  /** Returns the payments that were processed and never sent. */
  public SortedSet<Long> neverSent() {
    SortedSet<Long> neverSent = new TreeSet<>(records.keySet());
    neverSent.removeAll(sent);
    return neverSent;
  }

  /** Returns how many dead letters there are. */
  public int numberOfDeadLetters() {
    return deadLetters.size() + otherDeadLetters;
  }
}
