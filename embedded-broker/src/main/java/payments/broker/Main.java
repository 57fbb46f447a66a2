package payments.broker;

import payments.common.cli.Program;

/** Starts the program {@code embedded-broker}. */
final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(Program.run(new EmbeddedBrokerCommand(), arguments));
  }
}
