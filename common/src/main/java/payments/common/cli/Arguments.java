package payments.common.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** What was given to a command. What cannot be read is a {@link UsageException} that says why. */
public final class Arguments {
  private final CommandLine given;

  Arguments(CommandLine given) {
    this.given = given;
  }

  /** Returns what is no option, in the order given. */
  public List<String> operands() {
    return given.getArgList();
  }

  boolean hasOptions() {
    return given.getOptions().length > 0;
  }

  /** Whether an option was given. */
  public boolean has(Option option) {
    return given.hasOption(option);
  }

  /** Returns the value of an option as it was given, which may be empty. */
  Optional<String> value(Option option) {
    return Optional.ofNullable(given.getOptionValue(option));
  }

  /** Returns a text that is not empty, none if it was not given. */
  public Optional<String> text(Option option) {
    Optional<String> text = value(option);
    if (text.isPresent() && text.get().isEmpty()) {
      throw new UsageException(name(option) + " must not be empty");
    }
    return text;
  }

  /** Returns the name of a file, none if it was not given. */
  public Optional<Path> path(Option option) {
    try {
      return text(option).map(Path::of);
    } catch (InvalidPathException e) {
      throw new UsageException(name(option) + " must be the name of a file");
    }
  }

  /** Returns a whole number, of any sign. */
  public long number(Option option, long otherwise) {
    String text = given.getOptionValue(option);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new UsageException(name(option) + " must be a whole number, was '" + text + "'");
    }
  }

  /** Returns a duration, none if it was not given. */
  public Optional<Duration> duration(Option option) {
    try {
      return value(option).map(DurationText::parse);
    } catch (IllegalArgumentException e) {
      throw new UsageException(name(option) + ": " + e.getMessage());
    }
  }

  /** Returns the one of several that was named, in upper or lower case. */
  public <E extends Enum<E>> E oneOf(Option option, E otherwise) {
    String text = given.getOptionValue(option);
    if (text == null) {
      return otherwise;
    }
    StringBuilder names = new StringBuilder();
    for (E each : otherwise.getDeclaringClass().getEnumConstants()) {
      if (each.name().equalsIgnoreCase(text)) {
        return each;
      }
      names.append(names.isEmpty() ? "" : ", ").append(each.name().toLowerCase(Locale.ROOT));
    }
    throw new UsageException(name(option) + " must be one of " + names + ", was '" + text + "'");
  }

  static String name(Option option) {
    return "--" + option.getLongOpt();
  }
}
