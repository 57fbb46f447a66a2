package payments.producer;

import java.util.List;
import java.util.Optional;

/**
 * How far a run has come.
 *
 * @param sent how many messages were sent, each counted once
 * @param confirmed how many of them the broker has taken responsibility for
 * @param sentAgain how many were sent a second time, with the same {@code message-id}
 * @param lastClient of the last one sent, 0 if there is none
 * @param inDoubt those that the broker has said nothing of, in the order of sending
 * @param refused the first that it did not take
 * @param loss why there is no connection
 */
record Account(
    long sent,
    long confirmed,
    long sentAgain,
    long lastClient,
    List<Ledger.Sent> inDoubt,
    Optional<Ledger.Refused> refused,
    Optional<Ledger.Loss> loss) {
  private static final int MOST_RANGES = 20;

  /** Returns the clients of messages in doubt as the command line takes them: {@code 3..9 12}. */
  String clientsInDoubt() {
    StringBuilder text = new StringBuilder();
    int ranges = 0;
    for (int from = 0, to; from < inDoubt.size(); from = to) {
      to = endOfRange(from);
      if (++ranges > MOST_RANGES) {
        return text.append(" and %d more".formatted(inDoubt.size() - from)).toString();
      }
      long first = inDoubt.get(from).client();
      text.append(from == 0 ? "" : " ").append(first);
      text.append(to - from == 1 ? "" : ".." + inDoubt.get(to - 1).client());
    }
    return text.toString();
  }

  private int endOfRange(int from) {
    int end = from + 1;
    while (end < inDoubt.size() && inDoubt.get(end).client() == inDoubt.get(end - 1).client() + 1) {
      end++;
    }
    return end;
  }
}
