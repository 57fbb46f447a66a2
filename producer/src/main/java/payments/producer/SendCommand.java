package payments.producer;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.LongFunction;
import payments.common.ReportedException;
import payments.common.cli.Arguments;
import payments.common.cli.Command;

/** What both commands do: send a message for each client and say so. */
abstract class SendCommand implements Command {
  static final String EXIT_CODES =
      "0 all confirmed, 1 failed, 2 wrong usage, 130 or 143 interrupted";

  @Override
  public final String synopsis() {
    return "CLIENT... [OPTION]...";
  }

  @Override
  public final boolean takesOperands() {
    return true;
  }

  @Override
  public final List<String> description() {
    return List.of(whatItSends(), SendOptions.CLIENTS);
  }

  @Override
  public final String exitCodes() {
    return EXIT_CODES;
  }

  abstract String whatItSends();

  abstract Route route();

  /**
   * Returns what makes a message of the number of a client.
   *
   * @throws payments.common.cli.UsageException if an option is wrong
   */
  abstract LongFunction<Outgoing> messages(Arguments given);

  @Override
  public final int run(Arguments given, PrintWriter out) throws InterruptedException {
    LongFunction<Outgoing> messages = messages(given);
    prepare(messages);
    SendOptions options = new SendOptions(given);
    Progress progress = Progress.of(options.clients().count());
    Ledger ledger = new Ledger(progress::step);
    try (Interruption interruption = new Interruption(ledger, progress, System.err)) {
      String result = sendAll(new Sending(options, route(), ledger, messages), progress);
      interruption.allIsConfirmed(result);
      say(result, out);
      return 0;
    }
  }

  /** The first message takes 50 ms to make: beside connecting that is free. */
  private static void prepare(LongFunction<Outgoing> messages) {
    Thread thread = new Thread(() -> messages.apply(1), "prepare");
    thread.setDaemon(true);
    thread.start();
  }

  private static String sendAll(Sending sending, Progress progress) throws InterruptedException {
    try {
      return sending.sendAll();
    } finally {
      progress.end();
    }
  }

  private static void say(String result, PrintWriter out) {
    out.println(result);
    if (out.checkError()) {
      throw new ReportedException(
          "cannot write to standard output: " + result, "all is confirmed: do not send it again");
    }
  }
}
