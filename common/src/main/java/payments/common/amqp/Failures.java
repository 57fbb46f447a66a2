package payments.common.amqp;

import com.rabbitmq.client.ChannelContinuationTimeoutException;
import java.io.EOFException;

/** Finds the words for what the client throws: the reason is often in a cause. */
public final class Failures {
  private Failures() {}

  /** Returns why something failed: the broker's words if it refused, never null or empty. */
  public static String reason(Throwable failure) {
    return Refusal.in(failure).map(Refusal::text).orElseGet(() -> firstMessage(failure));
  }

  private static String firstMessage(Throwable failure) {
    if (Causes.find(EOFException.class, failure).isPresent()) {
      return "the other side ended the connection"; // the client says: connection error
    }
    if (Causes.find(ChannelContinuationTimeoutException.class, failure).isPresent()) {
      return "no answer in time"; // the client says: Continuation call for method …
    }
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
        return cause.getMessage();
      }
      root = cause;
    }
    return root.getClass().getSimpleName();
  }
}
