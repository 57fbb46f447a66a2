package payments.prove.trial;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What went in beside what came out.
 *
 * @param sent numbers of all payments, those in doubt as well
 * @param confirmed those that the broker has taken over
 * @param processed those that are processed, as their log says
 * @param twice those of which consumers said more than once that they are
 * @param voidRecords how many records in the log came too late to count
 * @param deadLetters payments in {@code dead-letters}
 * @param otherDeadLetters how many messages there are no payments
 */
public record Balance(
    Set<Long> sent,
    Set<Long> confirmed,
    Set<Long> processed,
    SortedSet<Long> twice,
    int voidRecords,
    Set<Long> deadLetters,
    int otherDeadLetters) {

  /** Returns how many payments were processed once. */
  public int once() {
    return processed.size() - twice.size();
  }

  /** Returns the confirmed payments that were not processed and are no dead letters either. */
  public SortedSet<Long> lost() {
    SortedSet<Long> lost = new TreeSet<>(confirmed);
    lost.removeAll(processed);
    lost.removeAll(deadLetters);
    return lost;
  }

  /** Returns the payments that were processed and never sent. */
  public SortedSet<Long> neverSent() {
    SortedSet<Long> neverSent = new TreeSet<>(processed);
    neverSent.removeAll(sent);
    return neverSent;
  }

  /** Returns how many dead letters there are. */
  public int numberOfDeadLetters() {
    return deadLetters.size() + otherDeadLetters;
  }
}
