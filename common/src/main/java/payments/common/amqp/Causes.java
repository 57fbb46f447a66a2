package payments.common.amqp;

import java.util.Optional;

/** Looks into what the client wraps. */
final class Causes {
  private Causes() {}

  /** Returns the first of a kind among a failure and its causes. */
  static <T extends Throwable> Optional<T> find(Class<T> kind, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return Optional.of(kind.cast(cause));
      }
    }
    return Optional.empty();
  }
}
