package payments.producer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
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

  private static final int LINES_AHEAD = 1_000;

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
      current = iterator(remaining.next());
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

  /**
   * Waits until the next one is there, or known not to come: only standard input may take long.
   *
   * @param patience how long to wait at most
   * @return whether {@link #hasNext} answers at once
   * @throws NotAnIdException if an argument is no id
   * @throws UncheckedIOException if the input cannot be read
   */
  boolean isReady(Duration patience) throws InterruptedException {
    advance();
    return !(current instanceof Lines lines) || lines.isReady(patience);
  }

  /** Goes on to the first argument that has one, or to standard input. */
  private void advance() {
    while (!(current instanceof Lines) && !current.hasNext() && remaining.hasNext()) {
      current = iterator(remaining.next());
    }
  }

  private PrimitiveIterator.OfLong iterator(String argument) {
    return argument.equals("-") ? new Lines() : range(argument).iterator();
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

  /** A thread of its own reads: whoever takes the lines has other things to do while none comes. */
  private final class Lines implements PrimitiveIterator.OfLong {
    /** Each line, and nothing at the end. */
    private final BlockingQueue<Optional<String>> read = new ArrayBlockingQueue<>(LINES_AHEAD);

    private volatile Throwable failure;
    private long number;
    private String line = "";
    private boolean ended;

    Lines() {
      Thread thread = new Thread(this::readAll, "standard input");
      thread.setDaemon(true);
      thread.start();
    }

    private void readAll() {
      try {
        for (String each = input.readLine(); each != null; each = input.readLine()) {
          read.put(Optional.of(each));
        }
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        failure = e;
      }
      try {
        read.put(Optional.empty());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Passes over blank lines that are there. */
    boolean isReady(Duration patience) throws InterruptedException {
      while (!ended && line.isBlank()) {
        Optional<String> next = read.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
          return false;
        }
        take(next);
      }
      return true;
    }

    private void take(Optional<String> next) {
      number++;
      line = next.orElse("");
      ended = next.isEmpty();
      if (ended && failure instanceof IOException e) {
        throw new UncheckedIOException("cannot read standard input: " + e.getMessage(), e);
      }
      if (ended && failure != null) {
        throw new IllegalStateException("cannot read standard input", failure);
      }
    }

    @Override
    public boolean hasNext() {
      try {
        while (!ended && line.isBlank()) {
          take(read.take());
        }
        return !ended;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }

    @Override
    public long nextLong() {
      String text = line.strip();
      line = "";
      try {
        return id(text, text);
      } catch (NotAnIdException e) {
        throw new NotAnIdException(
            "line %d of standard input: %s".formatted(number, e.getMessage()));
      }
    }
  }
}
