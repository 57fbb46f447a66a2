package payments.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ErrorOutputTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  /** A pipe that takes nothing until somebody reads. */
  private final class Pipe extends PrintStream {
    private final CountDownLatch read = new CountDownLatch(1);

    Pipe() {
      super(written, true);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        read.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      super.write(bytes, offset, length);
    }
  }

  @Test
  void writesLinesInTheirOrder() throws Exception {
    ErrorOutput errors = new ErrorOutput(new PrintStream(written, true));
    PrintStream out = errors.printStream();

    out.println("one");
    out.println("two");
    errors.drain(PATIENCE);

    assertThat(written.toString()).isEqualToNormalizingNewlines("one\ntwo\n");
  }

  /** An error that ends the program is one line, and begins with what it is. */
  @Test
  void whatIsLoggedHasTheTimeOfDay() throws Exception {
    ErrorOutput errors = new ErrorOutput(new PrintStream(written, true));
    PrintStream out = errors.printStream();

    out.println("WARN the broker takes no messages");
    out.println("error: no broker");
    errors.drain(PATIENCE);

    assertThat(written.toString().lines().toList().get(0))
        .matches("[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3} WARN the broker takes no messages");
    assertThat(written.toString().lines().toList().get(1)).isEqualTo("error: no broker");
  }

  /** Events may go to the same terminal: between two pieces there is room for one. */
  @Test
  void timeAndLineAreWrittenAsOnePiece() throws Exception {
    List<String> pieces = new CopyOnWriteArrayList<>();
    OutputStream terminal =
        new OutputStream() {
          @Override
          public void write(int oneByte) {
            pieces.add(Character.toString(oneByte));
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            pieces.add(new String(bytes, offset, length));
          }
        };
    ErrorOutput errors = new ErrorOutput(new PrintStream(terminal, true));

    errors.printStream().println("INFO ready");
    errors.drain(PATIENCE);

    assertThat(pieces).singleElement().asString().contains(" INFO ready");
  }

  @Test
  @Timeout(20)
  void holdsNobodyUpAndSaysHowMuchIsLeftOut() throws Exception {
    Pipe pipe = new Pipe();
    ErrorOutput errors = new ErrorOutput(pipe);
    PrintStream out = errors.printStream();

    for (int line = 1; line <= 5_000; line++) {
      out.println("line " + line);
    }
    errors.drain(Duration.ofMillis(50));
    assertThat(written.toString()).isEmpty();
    pipe.read.countDown();
    errors.drain(PATIENCE);

    assertThat(written.toString().lines())
        .hasSizeBetween(1_001, 1_003)
        .startsWith("line 1")
        .filteredOn(line -> line.contains("left out"))
        .singleElement()
        .asString()
        .matches("[.]{3} (3999|4000) lines were left out: nobody read standard error");
  }
}
