package payments.consumer;

import payments.common.cli.Program;

/** Starts the consumer. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(Program.run(new ConsumerCommand(), arguments));
  }
}
