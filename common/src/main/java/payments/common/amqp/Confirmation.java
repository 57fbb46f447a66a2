package payments.common.amqp;

/**
 * Hears what became of a published message: one of its methods is called, once.
 *
 * <p>It is called on the connection's own thread, or on that of the publisher if the channel is
 * closed: it must neither block nor wait for an answer of the broker. What it throws goes to the
 * connection's exception handler.
 */
public interface Confirmation {
  /** The broker has taken responsibility for the message. */
  void confirmed();

  /** The message is not known to be on the broker. */
  void failed(NotConfirmedException why);
}
