package payments.common.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs a command line. What fails becomes one line, its cure and an exit code. */
public final class Program {
  /** Exit code of a failure; 0 is success, 2 wrong usage. */
  public static final int FAILED = 1;

  static final int WRONG_USAGE = 2;

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
    int code = execute(command, command.name(), false, words);
    out.flush();
    err.flush();
    return code;
  }

  private int execute(Command command, String path, boolean optionsBefore, String... words) {
    try {
      return follow(command, path, optionsBefore, words);
    } catch (UsageException wrong) {
      return asksForHelp(words) ? help(command, path) : new Complaint(err).about(wrong, path);
    } catch (Exception failure) {
      return new Complaint(err).about(failure);
    }
  }

  private int follow(Command command, String path, boolean optionsBefore, String... words)
      throws Exception {
    Arguments given = new ArgumentParser(command).parse(words);
    if (given.has(ArgumentParser.HELP)) {
      return help(command, path);
    }
    if (given.has(ArgumentParser.VERSION)) {
      return version(path);
    }
    Optional<Command> next = next(command, given.operands());
    if (next.isPresent()) {
      List<String> operands = given.operands();
      String[] rest = operands.subList(1, operands.size()).toArray(new String[0]);
      return execute(
          next.get(), path + " " + next.get().name(), optionsBefore || given.hasOptions(), rest);
    }
    if (optionsBefore) { // with --uri it would be another broker
      throw new UsageException("give all options after " + path);
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

  private int help(Command command, String path) {
    out.print(new HelpText(command, path));
    return 0;
  }

  /** The build puts the version into the manifest of the jar. */
  private int version(String path) {
    String version = Program.class.getPackage().getImplementationVersion();
    out.println(path + " " + (version == null ? "(not packaged)" : version));
    return 0;
  }
}
