package payments.broker;

import picocli.CommandLine;

/** Starts the program {@code embedded-broker}. */
final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new EmbeddedBrokerCommand())
        .setExecutionExceptionHandler(new FailureInOneLine());
  }
}
