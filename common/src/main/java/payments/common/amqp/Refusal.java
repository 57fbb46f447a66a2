package payments.common.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.Optional;

/**
 * The broker's answer to what it will not do: it closes the channel, or the whole connection.
 *
 * @param code the protocol's reply code, 406 for a failed precondition
 * @param text the broker's reason
 */
public record Refusal(int code, String text) {
  /** Returns the refusal that an exception tells of, none if it was something else. */
  public static Optional<Refusal> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ShutdownSignalException shutdown) {
        return in(shutdown.getReason());
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> in(Method reason) {
    if (reason instanceof AMQP.Channel.Close close) {
      return Optional.of(new Refusal(close.getReplyCode(), close.getReplyText()));
    }
    if (reason instanceof AMQP.Connection.Close close) {
      return Optional.of(new Refusal(close.getReplyCode(), close.getReplyText()));
    }
    return Optional.empty();
  }

  /** Whether an exchange or queue of that name exists, of another type or with other arguments. */
  public boolean meansOtherArguments() {
    return text.contains("inequivalent arg")
        || code == AMQP.NOT_ALLOWED && text.contains("redeclare");
  }

  /**
   * Returns how to remove the exchange or queue that is in the way.
   *
   * @param what its kind, a space and its name, such as {@code queue dead-letters}
   */
  public String cure(String what, Broker broker) {
    return Obstacle.removal(what, broker);
  }

  /** Whether the broker failed at what it was asked for. */
  boolean meansFault() {
    return code == AMQP.INTERNAL_ERROR;
  }

  /** Whether there is no exchange or queue of that name. */
  public boolean meansMissing() {
    return code == AMQP.NOT_FOUND;
  }
}
