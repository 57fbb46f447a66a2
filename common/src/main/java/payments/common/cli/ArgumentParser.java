package payments.common.cli;

import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.DefaultParser.NonOptionAction;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Tells the options from the operands that a command was given, and says what does not fit. */
final class ArgumentParser {
  static final Option HELP =
      Option.builder("h").longOpt("help").desc("Show this help message and exit.").get();
  static final Option VERSION =
      Option.builder("V").longOpt("version").desc("Print version information and exit.").get();

  private final Command command;
  private final Options options = new Options();

  ArgumentParser(Command command) {
    this.command = command;
    for (Option option : command.options()) {
      options.addOption(option);
    }
    options.addOption(HELP).addOption(VERSION);
  }

  /** Returns the options, in the order in which help shows them. */
  Iterable<Option> options() {
    return options.getOptions();
  }

  /**
   * Parses words. Those for a subcommand, from its name on, are operands.
   *
   * @throws UsageException if one does not fit
   */
  Arguments parse(String... words) {
    requireTwoHyphens(words);
    boolean isGroup = !command.subcommands().isEmpty();
    try {
      CommandLine given = parse(isGroup ? NonOptionAction.STOP : NonOptionAction.THROW, words);
      requireOnce(given);
      requireOperandsFit(given.getArgList(), isGroup);
      return new Arguments(given);
    } catch (UnrecognizedOptionException e) {
      throw unknown(e.getOption());
    } catch (MissingArgumentException e) {
      String name = Arguments.name(e.getOption());
      throw new UsageException(
          name + " needs a value, as in " + name + "=" + e.getOption().getArgName());
    } catch (ParseException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** No abbreviations: another option could make them mean another thing. */
  private CommandLine parse(NonOptionAction atOperand, String... words) throws ParseException {
    return DefaultParser.builder()
        .setAllowPartialMatching(false)
        .setStripLeadingAndTrailingQuotes(false)
        .get()
        .parse(options, null, atOperand, words);
  }

  /** The parser takes {@code -name} and even {@code -nameVALUE} for {@code --name VALUE}. */
  private void requireTwoHyphens(String... words) {
    for (String word : words) {
      if (word.equals("--") || isSubcommand(word)) {
        return;
      }
      for (Option option : options.getOptions()) {
        if (word.startsWith("-" + option.getLongOpt())) {
          throw unknown(word);
        }
      }
    }
  }

  private boolean isSubcommand(String word) {
    for (Command each : command.subcommands()) {
      if (each.name().equals(word)) {
        return true;
      }
    }
    return false;
  }

  private static void requireOnce(CommandLine given) {
    Option[] all = given.getOptions();
    for (int i = 1; i < all.length; i++) {
      for (int before = 0; before < i; before++) {
        if (all[i].equals(all[before])) {
          throw new UsageException("give " + Arguments.name(all[i]) + " only once");
        }
      }
    }
  }

  private void requireOperandsFit(List<String> operands, boolean isGroup) {
    if (operands.isEmpty()) {
      return;
    }
    String first = operands.get(0);
    if (isGroup && first.startsWith("-") && first.length() > 1) {
      throw unknown(first);
    }
    if (!isGroup && !command.takesOperands()) {
      throw new UsageException("unexpected argument '" + first + "'");
    }
  }

  private UsageException unknown(String word) {
    String name = name(word);
    boolean known = name.startsWith("--") && options.hasLongOption(name);
    return new UsageException(known ? name + " takes no value" : "unknown option '" + name + "'");
  }

  /** Returns what comes before a value, which is not repeated: it may be a password. */
  private static String name(String word) {
    int end = word.indexOf('=');
    return end < 0 ? word : word.substring(0, end);
  }
}
