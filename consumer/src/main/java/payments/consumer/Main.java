package payments.consumer;

import java.time.Duration;
import payments.common.cli.Program;

/** Starts the consumer. */
public final class Main {
  private static final Duration LONGEST_LOG = Duration.ofSeconds(5);

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    ErrorOutput errors = new ErrorOutput(System.err);
    System.setErr(errors.printStream());
    int code = Program.run(new ConsumerCommand(errors), arguments);
    errors.drain(LONGEST_LOG);
    System.exit(code);
  }
}
