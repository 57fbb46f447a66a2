package payments.common.cli;

import org.slf4j.LoggerFactory;
import payments.common.ReportedException;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/** Runs a command line: a known failure becomes one line, its cure and an exit code. */
public final class Program {
  /** Exit code of a failure; 0 is success, and picocli's 2 wrong usage. */
  public static final int FAILED = 1;

  private Program() {}

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  public static int run(Object command, String... arguments) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, line, parsed) -> report(failure, line))
        .execute(arguments);
  }

  private static int report(Exception failure, CommandLine line) {
    LoggerFactory.getLogger(Program.class).debug("failed", failure);
    line.getErr().println("error: " + failure.getMessage());
    if (failure instanceof ReportedException reported) {
      line.getErr().println("  " + reported.cure());
    } else {
      failure.printStackTrace(line.getErr());
    }
    return FAILED;
  }

  /** Reads a program's version from the manifest of its jar. */
  public static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Version.class.getPackage().getImplementationVersion();
      return new String[] {
        "${COMMAND-FULL-NAME} " + (version == null ? "(not packaged)" : version)
      };
    }
  }
}
