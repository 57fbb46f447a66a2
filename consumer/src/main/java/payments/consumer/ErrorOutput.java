package payments.consumer;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Standard error that holds nobody up: whoever reads it may be stopped, or have forgotten it, and a
 * thread that logs must not wait for that, least of all one that ends the process. What finds no
 * room is left out, and counted. Any thread may write.
 */
final class ErrorOutput extends OutputStream {
  private static final int MOST_LINES = 1_000;
  private static final int POLL_MILLIS = 5;

  private final PrintStream out;
  private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(MOST_LINES);
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
    if (!hasThread) {
      out.write(bytes, offset, length);
      out.flush();
      return;
    }
    left.incrementAndGet();
    if (!lines.offer(Arrays.copyOfRange(bytes, offset, offset + length))) {
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
        byte[] line = lines.take();
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

  private void writeLine(byte[] line) {
    out.write(line, 0, line.length);
    int missing = leftOut.getAndSet(0);
    if (missing > 0) {
      out.println("... " + missing + " lines were left out: nobody read standard error");
    }
    out.flush();
  }
}
