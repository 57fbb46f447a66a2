package payments.broker;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells the user what failed and, where there is one, the cure, instead of a stack trace. */
final class FailureInOneLine implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    var err = command.getErr();
    err.println("error: " + (e.getMessage() == null ? e : e.getMessage()));
    if (e instanceof PortTakenException) {
      err.println("  choose another with --port, or --port 0 for a free one");
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }
}
