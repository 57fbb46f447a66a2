package payments.common.cli;

import java.io.PrintWriter;
import java.util.List;
import org.apache.commons.cli.Option;

/** A command of a program, or the program itself: what it is called, takes and does. */
public interface Command {
  /** Returns the word that it is called by. */
  String name();

  /** Returns what follows the name, for its help: {@code CLIENT... [OPTION]...}. */
  default String synopsis() {
    return "[OPTION]...";
  }

  /** Returns what it does, a sentence or more in each line; the first is for lists of commands. */
  List<String> description();

  /** Returns its options, besides those for help and version that every command has. */
  default List<Option> options() {
    return List.of();
  }

  /** Whether it takes more than options. */
  default boolean takesOperands() {
    return false;
  }

  /** Returns the operands to choose from, for completion; none if they may be anything. */
  default List<String> operands() {
    return List.of();
  }

  /** Returns the commands that it is a group of. */
  default List<Command> subcommands() {
    return List.of();
  }

  /** Returns the last lines of its help, but for an example and the exit codes. */
  default List<String> footer() {
    return List.of();
  }

  /** Returns what to type after its name, for its help: {@code 1..1000 --value 250}. */
  default String example() {
    return subcommands().isEmpty()
        ? ""
        : (subcommands().get(0).name() + " " + subcommands().get(0).example()).strip();
  }

  /** Returns what its exit codes mean, for its help. */
  default String exitCodes() {
    return "0 done, 1 failed, 2 wrong usage";
  }

  /**
   * Does it.
   *
   * @param out where results go
   * @return the exit code
   * @throws UsageException if what was given cannot be meant
   */
  int run(Arguments given, PrintWriter out) throws Exception;
}
