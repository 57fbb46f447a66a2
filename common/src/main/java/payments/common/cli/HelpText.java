package payments.common.cli;

import java.util.List;
import org.apache.commons.cli.Option;

/** What {@code --help} shows of a command. */
final class HelpText {
  private static final int WIDTH = 80;

  /** Where the explanations of options and commands begin. */
  private static final int COLUMN = 29;

  private final StringBuilder text = new StringBuilder();

  /**
   * Makes the help.
   *
   * @param called how the command is called
   */
  HelpText(Command command, Invocation called) {
    String usage = "Usage: " + called.name() + " ";
    append(usage + command.synopsis(), 0, usage.length());
    command.description().forEach(line -> append(line, 0, 0));
    for (Option option : new ArgumentParser(command).options()) {
      row(label(option), option.getDescription());
    }
    subcommands(command.subcommands());
    text.append('\n');
    command.footer().forEach(line -> append(line, 0, 0));
    append("Exit codes: " + command.exitCodes() + ".", 0, 0);
    text.append("Example:\n  ")
        .append((called.typed() + " " + command.example()).strip())
        .append('\n');
  }

  private static String label(Option option) {
    String opening = option.getOpt() == null ? "      " : "  -" + option.getOpt() + ", ";
    return opening + Arguments.name(option) + (option.hasArg() ? "=" + option.getArgName() : "");
  }

  private void subcommands(List<Command> commands) {
    text.append(commands.isEmpty() ? "" : "Commands:\n");
    for (Command command : commands) {
      row("  " + command.name(), command.description().get(0));
    }
  }

  /** A label and, beside it if there is room, its explanation. */
  private void row(String label, String explanation) {
    text.append(label);
    int used = label.length();
    if (used + 2 > COLUMN) {
      text.append('\n');
      used = 0;
    }
    for (String paragraph : explanation.split("\n")) {
      text.append(" ".repeat(COLUMN - used));
      append(paragraph, COLUMN, COLUMN + 2);
      used = 0;
    }
  }

  /** Breaks a paragraph where the line is full: it begins in one column and goes on in another. */
  private void append(String paragraph, int first, int others) {
    int column = first;
    String gap = "";
    for (String word : paragraph.split(" ")) {
      if (column + gap.length() + word.length() > WIDTH) {
        text.append('\n').append(" ".repeat(others));
        column = others;
        gap = "";
      }
      text.append(gap).append(word);
      column += gap.length() + word.length();
      gap = " ";
    }
    text.append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
