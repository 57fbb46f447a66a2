package payments.prove;

import payments.common.cli.Program;

/** Starts the trial. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(Program.run(new ProveCommand(), arguments));
  }
}
