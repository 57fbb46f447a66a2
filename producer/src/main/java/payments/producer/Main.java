package payments.producer;

import payments.common.cli.Program;

/** Starts the producer. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(Program.run(new ProducerCommand(), arguments));
  }
}
