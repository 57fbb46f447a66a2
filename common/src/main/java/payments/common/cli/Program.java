package payments.common.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import payments.common.ReportedException;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** Runs a command line: a known failure becomes one line, its cure and an exit code. */
public final class Program {
  /** Exit code of a failure; 0 is success, and picocli's 2 wrong usage. */
  public static final int FAILED = 1;

  private static final Pattern PASSWORD = Pattern.compile("(://[^:@/\\s]*:)(?!PASSWORD@)[^\\s]*@");

  private Program() {}

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  public static int run(Object command, String... arguments) {
    Locale.setDefault(Locale.ROOT); // output is read by programs, too
    return new CommandLine(command)
        .setParameterExceptionHandler((wrong, given) -> explain(wrong))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, line, parsed) -> report(failure, line))
        .execute(arguments);
  }

  /** What was given may be a URI in the wrong place: its password is not repeated. */
  private static int explain(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    line.getErr().println("error: " + PASSWORD.matcher(wrong.getMessage()).replaceAll("$1***@"));
    line.getErr().println("  see " + line.getCommandSpec().qualifiedName() + " --help");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int report(Exception failure, CommandLine line) {
    LoggerFactory.getLogger(Program.class).debug("failed", failure);
    if (failure instanceof ReportedException reported) {
      line.getErr().println("error: " + failure.getMessage());
      line.getErr().println("  " + reported.cure());
    } else {
      line.getErr().println("error: " + failure);
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
