package payments.common;

import static java.util.Objects.requireNonNull;

/**
 * A condition that a user can meet and mend. It is shown as it is, without a stack trace: what
 * failed and where, then the cure.
 */
public final class ReportedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String cure;
  private final boolean mayPass;
  private final boolean passesSoon;

  /**
   * Says what failed and how to mend it, both in lower case and without a full stop, never with a
   * password.
   */
  public ReportedException(String message, String cure) {
    this(message, cure, null);
  }

  /** The same, with what caused it, which is shown in debug logs only. */
  public ReportedException(String message, String cure, Throwable cause) {
    this(message, cure, cause, false, false);
  }

  private ReportedException(
      String message, String cure, Throwable cause, boolean mayPass, boolean passesSoon) {
    super(message, cause);
    this.cure = requireNonNull(cure, "cure");
    this.mayPass = mayPass;
    this.passesSoon = passesSoon;
  }

  /** Says what failed, and that another try may succeed: a broker starts, a node is down. */
  public static ReportedException thatMayPass(String message, String cure, Throwable cause) {
    return new ReportedException(message, cure, cause, true, false);
  }

  /** Says what failed, and that another try succeeds in some seconds, unless the broker is ill. */
  public static ReportedException thatPassesSoon(String message, String cure, Throwable cause) {
    return new ReportedException(message, cure, cause, true, true);
  }

  /** Whether another try may succeed although nobody does anything about it. */
  public boolean mayPass() {
    return mayPass;
  }

  /** Whether another try is worth some seconds also for who does not want to wait. */
  public boolean passesSoon() {
    return passesSoon;
  }

  /** Returns what the user can do about it. */
  public String cure() {
    return cure;
  }
}
