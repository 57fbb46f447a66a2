package payments.broker;

/** Tells that the broker cannot listen on a port because something else does. */
public final class PortTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PortTakenException(int port, Throwable cause) {
    super("cannot listen on port " + port + ": it is taken", cause);
  }
}
