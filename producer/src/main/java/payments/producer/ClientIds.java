package payments.producer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import payments.common.Printable;

/** The clients that a command line names: ids, ranges, and {@code -} for standard input. */
final class ClientIds implements PrimitiveIterator.OfLong {
  /** Says that something is no client id. */
  static final class NotAnIdException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotAnIdException(String message) {
      super(message);
    }
  }

  private final List<String> arguments;
  private final Iterator<String> remaining;
  private final BufferedReader input;
  private PrimitiveIterator.OfLong current = LongStream.empty().iterator();

  /**
   * Checks the arguments; lines of the input are checked when it is their turn.
   *
   * @throws NotAnIdException if an argument is neither an id, nor a range, nor {@code -}
   */
  ClientIds(List<String> arguments, BufferedReader input) {
    arguments.stream().filter(argument -> !argument.equals("-")).forEach(ClientIds::range);
    this.arguments = arguments;
    this.remaining = arguments.iterator();
    this.input = input;
  }

  /** Returns how many there are, or -1 if standard input is to tell. */
  long count() {
    return arguments.contains("-") ? -1 : arguments.stream().mapToLong(ClientIds::length).sum();
  }

  /** Counting a range one by one would take a while. */
  private static long length(String argument) {
    String[] ends = argument.split("\\.\\.", -1);
    return Long.parseLong(ends[ends.length - 1]) - Long.parseLong(ends[0]) + 1;
  }

  /**
   * @throws NotAnIdException if a line of the input is no id
   */
  @Override
  public boolean hasNext() {
    while (!current.hasNext() && remaining.hasNext()) {
      String argument = remaining.next();
      current = argument.equals("-") ? new Lines() : range(argument).iterator();
    }
    return current.hasNext();
  }

  @Override
  public long nextLong() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.nextLong();
  }

  private static LongStream range(String argument) {
    String[] ends = argument.split("\\.\\.", -1);
    long first = id(ends[0], argument);
    long last = ends.length == 1 ? first : id(ends[1], argument);
    if (ends.length > 2 || first > last) {
      throw new NotAnIdException("'%s' is not a range such as 1..1000".formatted(argument));
    }
    return LongStream.rangeClosed(first, last);
  }

  private static long id(String text, String where) {
    try {
      long id = Long.parseLong(text);
      if (id > 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      // said below, as for numbers out of range
    }
    throw new NotAnIdException(
        "'%s' is not a client id, a whole number from 1 to %d"
            .formatted(Printable.of(where), Long.MAX_VALUE));
  }

  private final class Lines implements PrimitiveIterator.OfLong {
    private long number;
    private String line;

    @Override
    public boolean hasNext() {
      try {
        while (line == null || line.isBlank()) {
          number++;
          line = input.readLine();
          if (line == null) {
            return false;
          }
        }
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read standard input: " + e.getMessage(), e);
      }
    }

    @Override
    public long nextLong() {
      String text = line.strip();
      line = null;
      try {
        return id(text, text);
      } catch (NotAnIdException e) {
        throw new NotAnIdException(
            "line %d of standard input: %s".formatted(number, e.getMessage()));
      }
    }
  }
}
