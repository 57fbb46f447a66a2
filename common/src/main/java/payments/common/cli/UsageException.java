package payments.common.cli;

import java.util.Optional;

/** Says what is wrong about a command line, in one line. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String cure;

  /** For what the command's help explains. */
  public UsageException(String message) {
    this(message, null);
  }

  /** For what needs another cure than the help. */
  UsageException(String message, String cure) {
    super(message);
    this.cure = cure;
  }

  /** Returns what to do about it, none if the help says so. */
  Optional<String> cure() {
    return Optional.ofNullable(cure);
  }
}
