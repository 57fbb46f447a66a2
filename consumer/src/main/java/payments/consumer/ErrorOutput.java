package payments.consumer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import payments.consumer.event.TimeOfDay;

/**
 * Standard error that holds nobody up: whoever reads it may be stopped, or have forgotten it, and a
 * thread that logs must not wait for that, least of all one that ends the process. What finds no
 * room is left out, and counted. Any thread may write.
 *
 * <p>It adds the time of day to what is logged, in its thread: slf4j-simple's takes a start 50 ms.
 */
final class ErrorOutput extends OutputStream {
  private static final int MOST_LINES = 1_000;
  private static final int POLL_MILLIS = 5;
  private static final List<String> LEVELS =
      List.of("ERROR ", "WARN ", "INFO ", "DEBUG ", "TRACE ");
  private static final int LONGEST_LEVEL = 6;

  /** What is printed at once, and when, in milliseconds of the epoch. */
  private record Line(long millis, byte[] bytes) {
    /** Whether it is of the log, where a line begins with its level: that has no time yet. */
    boolean isLogged() {
      String start = new String(bytes, 0, Math.min(bytes.length, LONGEST_LEVEL), US_ASCII);
      return LEVELS.stream().anyMatch(start::startsWith);
    }
  }

  private final PrintStream out;
  private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(MOST_LINES);
  private final AtomicInteger leftOut = new AtomicInteger();

  /** Those that are given to the output and not taken by it. */
  private final AtomicInteger left = new AtomicInteger();

  private final boolean hasThread;

  /** Starts the thread that writes; if there can be none, whoever logs writes. */
  ErrorOutput(PrintStream out) {
    this.out = out;
    Thread thread = new Thread(this::run, "log");
    thread.setDaemon(true);
    hasThread = start(thread);
  }

  private static boolean start(Thread thread) {
    try {
      thread.start();
      return true;
    } catch (OutOfMemoryError e) { // of threads: the next one that is missed says so
      return false;
    }
  }

  /** Returns what to print to. */
  PrintStream printStream() {
    String encoding = System.getProperty("stderr.encoding"); // known from Java 18 on
    return new PrintStream(
        this, true, encoding == null ? Charset.defaultCharset() : Charset.forName(encoding));
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    Line line =
        new Line(System.currentTimeMillis(), Arrays.copyOfRange(bytes, offset, offset + length));
    if (!hasThread) {
      writeLine(line);
      return;
    }
    left.incrementAndGet();
    if (!lines.offer(line)) {
      left.decrementAndGet();
      leftOut.incrementAndGet();
    }
  }

  /** Waits until all is written, up to so long. */
  void drain(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (left.get() > 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void run() {
    try {
      while (true) {
        Line line = lines.take();
        try {
          writeLine(line);
        } catch (RuntimeException | Error e) { // nobody else would write what comes after it
          leftOut.incrementAndGet();
        }
        left.decrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As one piece, for events may go to the same terminal. */
  private static byte[] withTime(Line line) {
    try {
      byte[] time = (TimeOfDay.text(Instant.ofEpochMilli(line.millis())) + ' ').getBytes(US_ASCII);
      byte[] whole = Arrays.copyOf(time, time.length + line.bytes().length);
      System.arraycopy(line.bytes(), 0, whole, time.length, line.bytes().length);
      return whole;
    } catch (RuntimeException | Error e) { // out of memory, which the line may be about
      return line.bytes();
    }
  }

  private void writeLine(Line line) {
    byte[] bytes = line.isLogged() ? withTime(line) : line.bytes();
    out.write(bytes, 0, bytes.length);
    int missing = leftOut.getAndSet(0);
    if (missing > 0) {
      out.println("... " + missing + " lines were left out: nobody read standard error");
    }
    out.flush();
  }
}
