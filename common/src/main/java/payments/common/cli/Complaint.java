package payments.common.cli;

import java.io.PrintWriter;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import payments.common.ReportedException;

/** Tells a user what went wrong and what to do about it. */
final class Complaint {
  private static final Pattern PASSWORD = Pattern.compile("(:/+[^:@/\\s]*:)(?!PASSWORD@).*@");

  private final PrintWriter err;

  Complaint(PrintWriter err) {
    this.err = err;
  }

  /**
   * Says what is wrong about a command line.
   *
   * @return the exit code
   */
  int about(UsageException wrong, String path) {
    err.println("error: " + withoutPassword(wrong.getMessage()));
    err.println("  see " + path + " --help");
    return Program.WRONG_USAGE;
  }

  /**
   * Says what failed.
   *
   * @return the exit code
   */
  int about(Exception failure) {
    LoggerFactory.getLogger(Program.class).debug("failed", failure);
    if (failure instanceof ReportedException reported) {
      err.println("error: " + withoutPassword(failure.getMessage()));
      err.println("  " + reported.cure());
    } else {
      err.println("error: " + failure);
      failure.printStackTrace(err);
    }
    return Program.FAILED;
  }

  /** What was given may be a URI in the wrong place, as the name of a file with one slash only. */
  private static String withoutPassword(String message) {
    return PASSWORD.matcher(message).replaceAll("$1***@");
  }
}
