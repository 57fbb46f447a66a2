package payments.consumer.deadletters;

import java.util.Optional;
import payments.consumer.desk.Reason;

/**
 * Which dead letters a command is about.
 *
 * @param reason why they were put aside, none for whatever reason
 * @param limit how many at most
 */
record Selection(Optional<String> reason, long limit) {
  Selection {
    if (limit <= 0) {
      throw new IllegalArgumentException("--limit must be at least 1, was " + limit);
    }
    if (reason.isPresent() && !Reason.isKnown(reason.get())) {
      throw new IllegalArgumentException(
          "--reason must be one of %s, was '%s'".formatted(Reason.known(), reason.get()));
    }
  }

  boolean includes(DeadLetter letter) {
    return reason.isEmpty() || reason.get().equals(letter.reason());
  }
}
