package payments.common;

/** Says that the body of a message is not what its queue is for, and why, in words of ours. */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedMessageException(String message) {
    super(Printable.of(message));
  }
}
