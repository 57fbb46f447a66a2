package payments.prove.trial;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/**
 * The lines of a stream, read by a thread of its own as they come. They end at a line feed only:
 * any other control character is part of a line.
 */
public final class Lines {
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  /** Starts to read. */
  public Lines(InputStream stream) {
    reader = new Thread(() -> read(stream), "lines");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream stream) {
    try (var text = new Scanner(stream, StandardCharsets.UTF_8).useDelimiter("\n")) {
      while (text.hasNext()) { // false when the process was killed, too
        String line = text.next();
        synchronized (this) {
          lines.add(line);
        }
      }
    }
  }

  /** Returns the lines so far. */
  public synchronized List<String> all() {
    return List.copyOf(lines);
  }

  /** Returns the lines so far, but for so many of the first. */
  synchronized List<String> after(int first) {
    return List.copyOf(lines.subList(first, lines.size()));
  }

  /** Returns all lines, once the stream has ended. */
  public List<String> allToTheEnd() throws InterruptedException {
    reader.join(10_000);
    return all();
  }
}
