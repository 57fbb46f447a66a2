package payments.common.cli;

import java.io.PrintWriter;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import payments.common.ReportedException;

/** Prints what went wrong, what to do about it, and never a password. */
final class FailurePrinter {
  private static final Pattern PASSWORD = Pattern.compile("(:/+[^:@/\\s]*:)(?!PASSWORD@).*@");

  private final PrintWriter err;

  FailurePrinter(PrintWriter err) {
    this.err = err;
  }

  /**
   * Says what is wrong about a command line.
   *
   * @param typed what users type to run the command
   * @return the exit code
   */
  int wrongUsage(UsageException wrong, String typed) {
    print(wrong.getMessage(), wrong.cure().orElse("see " + typed + " --help"));
    return Program.WRONG_USAGE;
  }

  /**
   * Says what failed.
   *
   * @return the exit code
   */
  int failed(Throwable failure) {
    LoggerFactory.getLogger(Program.class).debug("failed", failure);
    if (failure instanceof ReportedException reported) {
      print(failure.getMessage(), reported.cure());
    } else if (failure instanceof OutOfMemoryError) {
      print(
          failure.getMessage(),
          "give it more memory, or more processes and threads: `ulimit -u`, or the container's limits");
    } else {
      err.println("error: " + failure);
      failure.printStackTrace(err);
    }
    return Program.FAILED;
  }

  private void print(String message, String cure) {
    err.println("error: " + withoutPassword(message));
    err.println("  " + cure);
  }

  /** What was given may be a URI in the wrong place, as the name of a file with one slash only. */
  private static String withoutPassword(String message) {
    return PASSWORD.matcher(message).replaceAll("$1***@");
  }
}
