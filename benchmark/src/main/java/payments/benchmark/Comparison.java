package payments.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import payments.common.ReportedException;

/** What has changed since an earlier run on the same machine, whose table is in a file. */
final class Comparison {
  private static final String MACHINE = "Machine: ";
  private static final Pattern ROW =
      Pattern.compile(
          "\\| (?<row>[^|]+ \\| [^|]+) \\| (?<ours>[^|]+) \\| [^|]+ \\| (?<ratio>[0-9.]+) \\| [^|]+ to .*");

  private final Map<String, Matcher> earlier = new LinkedHashMap<>();

  /** Prepares to compare with the lines of an earlier table. */
  Comparison(List<String> earlier) {
    for (String line : earlier) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        this.earlier.put(row.group("row"), row);
      }
    }
  }

  /** Reads an earlier table; that of another machine says nothing about this one. */
  static Comparison with(Path table, String machine) throws IOException {
    List<String> lines = Files.readAllLines(table);
    String other =
        lines.stream()
            .filter(line -> line.startsWith(MACHINE))
            .map(line -> line.substring(MACHINE.length()))
            .findFirst()
            .orElse("");
    if (!other.startsWith(machine + ";")) {
      throw new ReportedException(
          "%s is of another machine: %s; this one is %s"
              .formatted(table, other.isEmpty() ? "it names none" : other, machine),
          "compare with a table of this machine");
    }
    return new Comparison(lines);
  }

  /** Returns the line of a table that says which machine it is of. */
  static String ofMachine(String machine, String more) {
    return MACHINE + machine + "; " + more;
  }

  /** Returns a table of the rows that both runs have. */
  List<String> table(List<String> now) {
    List<String> lines = new ArrayList<>();
    for (String line : now) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && earlier.containsKey(row.group("row"))) {
        Matcher then = earlier.get(row.group("row"));
        lines.add(
            "| %s | %s | %s | %s | %s |"
                .formatted(
                    row.group("row"),
                    then.group("ours"),
                    row.group("ours"),
                    then.group("ratio"),
                    row.group("ratio")));
      }
    }
    if (!lines.isEmpty()) {
      lines.add(0, "| row | on | ours, earlier | ours, now | ratio, earlier | ratio, now |");
      lines.add(1, "|---|---|---|---|---|---|");
    }
    return lines;
  }
}
