package payments.common.amqp;

/** Says that a published message is not known to be on the broker, and why. */
public final class NotConfirmedException extends Exception {
  private static final long serialVersionUID = 1;

  /** What came instead of a confirm. */
  public enum Reason {
    /** The broker refused it, for example because a queue is full: later it may take it. */
    REFUSED,
    /** No queue took it: one is missing. */
    RETURNED,
    /** The channel closed first: the message may be there or not. */
    LOST
  }

  private final Reason reason;

  NotConfirmedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns what came instead of a confirm. */
  public Reason reason() {
    return reason;
  }
}
