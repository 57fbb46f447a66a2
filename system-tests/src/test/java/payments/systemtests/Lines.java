package payments.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of a stream, read by a thread of its own as they come. */
final class Lines {
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  Lines(InputStream stream) {
    reader = new Thread(() -> read(stream), "lines");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream stream) {
    try (var text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        synchronized (this) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // the process was killed
    }
  }

  /** Returns the lines so far. */
  synchronized List<String> all() {
    return List.copyOf(lines);
  }

  /** Returns all lines, once the stream has ended. */
  List<String> allToTheEnd() throws InterruptedException {
    reader.join(10_000);
    return all();
  }
}
