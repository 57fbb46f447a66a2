package payments.systemtests;

import java.io.File;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import payments.prove.trial.Lines;

/** A program in Python that a page shows, run as it stands. Skipped where there is no pika. */
final class Python implements AutoCloseable {
  private static final String SHOWN_URI = "amqp://guest:guest@localhost:5672/%2F";

  private final Process process;
  private final Lines out;
  private final Lines err;

  private Python(Process process) {
    this.process = process;
    out = new Lines(process.getInputStream());
    err = new Lines(process.getErrorStream());
  }

  /**
   * Starts one.
   *
   * @param page that shows it
   * @param part of the program, by which it is found
   * @param uri of the broker instead of the page's
   */
  static Python start(String page, String part, String uri) throws Exception {
    String program =
        Page.of(page).blocks().stream()
            .map(block -> String.join("\n", block))
            .filter(block -> block.startsWith("import ") && block.contains(part))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no Python with " + part + " in " + page));
    if (!program.contains(SHOWN_URI)) {
      throw new AssertionError(page + " connects elsewhere: " + program);
    }
    return new Python(
        new ProcessBuilder(interpreter(), "-u", "-c", program.replace(SHOWN_URI, uri)).start());
  }

  private static String interpreter() throws InterruptedException {
    for (String python : List.of("/usr/bin/python3", "python3")) {
      if (hasPika(python)) {
        return python;
      }
    }
    Assumptions.abort("no Python with pika: install Debian's python3-pika");
    throw new AssertionError();
  }

  private static boolean hasPika(String python) throws InterruptedException {
    try {
      return (!python.startsWith("/") || new File(python).exists())
          && new ProcessBuilder(python, "-c", "import pika").start().waitFor() == 0;
    } catch (IOException e) {
      return false; // not installed
    }
  }

  /** Returns what it has printed. */
  List<String> lines() throws InterruptedException {
    if (!process.isAlive() && !err.allToTheEnd().isEmpty()) {
      throw new AssertionError(String.join("\n", err.all()));
    }
    return out.all();
  }

  /** Waits for its end, which has to be a good one. */
  void awaitEnd() throws InterruptedException {
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join("\n", err.allToTheEnd()));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
