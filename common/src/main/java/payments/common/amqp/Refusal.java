package payments.common.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The broker's answer to what it will not do: it closes the channel, or the whole connection.
 *
 * @param code the protocol's reply code, 406 for a failed precondition
 * @param text the broker's reason
 */
public record Refusal(int code, String text) {
  /** How RabbitMQ speaks of a queue that exists but cannot be used, with the code for none. */
  private static final Pattern OUT_OF_REACH =
      Pattern.compile(
          "down or inaccessible|stopped by supervisor|crashed and failed|failed to perform");

  private static final Pattern TOO_LARGE =
      Pattern.compile("message size \\d+ is larger than configured max size (\\d{1,18})");

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

  /** Whether a queue of that name exists, of the same type, with other arguments. */
  public boolean meansOtherArgumentsOnly() {
    return text.contains("inequivalent arg") && !text.contains("'x-queue-type'");
  }

  /** Whether this broker has no such type of exchange or queue. */
  public boolean meansUnsupported() {
    String words = text.toLowerCase(Locale.ROOT);
    return words.contains("unsupported queue")
        || words.contains("unknown exchange type")
        || words.contains("invalid exchange type");
  }

  /** Whether this broker could do it, but for a feature flag that nobody has enabled. */
  boolean meansDisabled() {
    return text.contains("feature flag is disabled");
  }

  /**
   * Whether it tells nothing of what was asked for, but of the broker: it starts or stops, a node
   * is down, or something in it failed. The same may be granted a moment later.
   */
  public boolean meansFault() {
    return switch (code) {
      case AMQP.CONNECTION_FORCED, AMQP.RESOURCE_ERROR -> true;
      case AMQP.INTERNAL_ERROR -> !meansDisabled();
      case AMQP.NOT_FOUND -> OUT_OF_REACH.matcher(text).find();
      default -> false;
    };
  }

  /**
   * Whether a reason is that of a stream which somebody else has just declared: on this node of the
   * cluster it is about to start.
   */
  public static boolean meansStreamStarts(String text) {
    return text.contains("does not have a running replica on the local node");
  }

  /** Returns how many bytes a message may have, if one had more; none if it is not about that. */
  public OptionalLong largestMessage() {
    Matcher tooLarge = TOO_LARGE.matcher(text);
    return tooLarge.find()
        ? OptionalLong.of(Long.parseLong(tooLarge.group(1)))
        : OptionalLong.empty();
  }

  /** Whether the virtual host may have no more queues. */
  boolean meansLimit() {
    return text.contains("queue limit");
  }

  /** Whether somebody else consumes the queue and lets nobody beside. */
  public boolean meansExclusiveUse() {
    return text.contains("in exclusive use");
  }

  /** Whether there is no exchange or queue of that name. */
  public boolean meansMissing() {
    return code == AMQP.NOT_FOUND && !meansFault();
  }
}
