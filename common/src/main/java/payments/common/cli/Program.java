package payments.common.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import payments.common.ReportedException;

/** Runs a command line. What fails becomes one line, its cure and an exit code. */
public final class Program {
  /** Exit code of a failure; 0 is success, 2 wrong usage. */
  public static final int FAILED = 1;

  static final int WRONG_USAGE = 2;

  private static final char REPLACED = '\uFFFD';

  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * Makes a program.
   *
   * @param out where results go
   * @param err where it says what fails
   */
  public Program(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs a command as a process does.
   *
   * @return the exit code
   */
  public static int run(Command command, String... words) {
    Locale.setDefault(Locale.ROOT); // output is read by programs, too
    return new Program(new PrintWriter(System.out, true), new PrintWriter(System.err, true))
        .execute(command, words);
  }

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  public int execute(Command command, String... words) {
    int code = execute(command, Invocation.of(command), false, words);
    if (out.checkError() && code == 0) {
      code =
          new FailurePrinter(err)
              .failed(
                  new ReportedException(
                      "cannot write to standard output", "see where it leads, and run it again"));
    }
    err.flush();
    return code;
  }

  private int execute(Command command, Invocation called, boolean optionsBefore, String... words) {
    try {
      requireReadable(words);
      return follow(command, called, optionsBefore, words);
    } catch (UsageException wrong) {
      return asksForHelp(words)
          ? help(command, called)
          : new FailurePrinter(err).wrongUsage(wrong, called.typed());
    } catch (Exception | OutOfMemoryError failure) {
      return new FailurePrinter(err).failed(failure);
    }
  }

  /** Java replaces what it cannot read of a command line, which is not to be sent or stored. */
  private static void requireReadable(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (words[i].indexOf(REPLACED) >= 0) {
        throw new UsageException(
            "argument %d has characters that this locale cannot carry, its encoding is %s"
                .formatted(i + 1, System.getProperty("sun.jnu.encoding")),
            "run it with LC_ALL=C.UTF-8 before the command");
      }
    }
  }

  private int follow(Command command, Invocation called, boolean optionsBefore, String... words)
      throws Exception {
    Arguments given = new ArgumentParser(command).parse(words);
    if (given.has(ArgumentParser.HELP)) {
      return help(command, called);
    }
    if (given.has(ArgumentParser.VERSION)) {
      return version(called);
    }
    Optional<Command> next = next(command, given.operands());
    if (next.isPresent()) {
      List<String> operands = given.operands();
      String[] rest = operands.subList(1, operands.size()).toArray(new String[0]);
      return execute(
          next.get(), called.part(next.get()), optionsBefore || given.hasOptions(), rest);
    }
    if (optionsBefore) { // with --uri it would be another broker
      throw new UsageException("give all options after " + called.name());
    }
    return command.run(given, out);
  }

  private static Optional<Command> next(Command command, List<String> operands) {
    List<Command> all = command.subcommands();
    if (all.isEmpty() || operands.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder names = new StringBuilder();
    for (Command each : all) {
      if (each.name().equals(operands.get(0))) {
        return Optional.of(each);
      }
      names.append(names.isEmpty() ? "" : ", ").append(each.name());
    }
    throw new UsageException("unknown command '" + operands.get(0) + "', known: " + names);
  }

  /** Help is for those who got something wrong, too. */
  private static boolean asksForHelp(String... words) {
    for (String word : words) {
      if (word.equals("--")) {
        return false;
      }
      if (word.equals("--help") || word.equals("-h")) {
        return true;
      }
    }
    return false;
  }

  private int help(Command command, Invocation called) {
    out.print(new HelpText(command, called));
    return 0;
  }

  /** The build puts the version into the manifest of the jar. */
  private int version(Invocation called) {
    String version = Program.class.getPackage().getImplementationVersion();
    out.println(called.name() + " " + (version == null ? "(not packaged)" : version));
    return 0;
  }
}
