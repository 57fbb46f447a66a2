package payments.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A run of {@code ./demo.sh}, from the start of the consumer to the processed payment. */
final class Demo {
  private static final String FIRST = "# the consumer";
  private static final String LAST = "# the payment came";

  private Demo() {}

  /**
   * A line that it wrote.
   *
   * @param atMillis since the first one
   */
  record Line(long atMillis, String text) {
    /** Returns what stays the same from run to run: all but the numbers. */
    String withoutNumbers() {
      return text.replaceAll("\\d+([.:]\\d+)*", "0");
    }
  }

  /** Runs it and returns its lines. */
  static List<Line> run() throws IOException, InterruptedException {
    Process demo =
        new ProcessBuilder("./demo.sh")
            .directory(Page.root().toFile())
            .redirectErrorStream(true)
            .start();
    List<Line> all = new ArrayList<>();
    try (BufferedReader reader = demo.inputReader(StandardCharsets.UTF_8)) {
      long start = System.nanoTime();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        all.add(new Line((System.nanoTime() - start) / 1_000_000, line));
      }
    }
    if (demo.waitFor() != 0) {
      throw new AssertionError("demo.sh failed: " + all);
    }
    return race(all);
  }

  private static List<Line> race(List<Line> all) {
    String text = all.stream().map(Line::text).collect(Collectors.joining("\n"));
    int first = indexOf(all, FIRST);
    int last = indexOf(all, LAST);
    if (first < 0 || last < first) {
      throw new AssertionError("no race in this:\n" + text);
    }
    long start = all.get(first).atMillis();
    return all.subList(first, last).stream()
        .filter(line -> !line.text().isBlank())
        .map(line -> new Line(line.atMillis() - start, line.text()))
        .toList();
  }

  private static int indexOf(List<Line> all, String start) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).text().startsWith(start)) {
        return i;
      }
    }
    return -1;
  }
}
