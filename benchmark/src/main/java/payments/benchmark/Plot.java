package payments.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A picture of how fast the programs are beside the yardstick: a bar for each row, in SVG. */
final class Plot {
  private static final Pattern ROW =
      Pattern.compile(
          "\\| (?<row>[^|]+) \\| (?<on>[^|]+) \\| [^|]+ \\| [^|]+ \\| (?<ratio>[0-9.]+) \\| [^|]+ \\| (?<than>[≥≤]) (?<goal>[0-9.]+) \\|.*");

  private static final int WIDTH = 860;
  private static final int LABELS = 430;
  private static final int BAR = 14;
  private static final int STEP = 24;
  private static final int TOP = 44;
  private static final double MOST = 1.6;

  /**
   * One row.
   *
   * @param label what it is, and on which broker
   * @param speed ours beside the yardstick's: 1 is as fast, 2 is twice as fast
   * @param goal that it should reach
   */
  record Bar(String label, double speed, double goal) {
    boolean isMet() {
      return speed >= goal;
    }
  }

  private Plot() {}

  /** Draws the table of a page: {@code Plot PAGE} writes the picture to standard output. */
  public static void main(String[] arguments) throws IOException {
    System.out.print(ofTable(Files.readAllLines(Path.of(arguments[0]))));
  }

  /** Returns the picture of those rows whose goal is a ratio, the first at the top. */
  static String ofTable(List<String> lines) {
    return of(lines.stream().flatMap(line -> barIn(line).stream()).toList());
  }

  /** Reads a row of the table. Of times the inverse is shown: less is faster. */
  static Optional<Bar> barIn(String line) {
    Matcher row = ROW.matcher(line);
    if (!row.matches()) {
      return Optional.empty();
    }
    double ratio = Double.parseDouble(row.group("ratio"));
    double goal = Double.parseDouble(row.group("goal"));
    boolean isRate = row.group("than").equals("≥");
    return Optional.of(
        new Bar(
            row.group("row") + ", " + row.group("on"),
            isRate ? ratio : 1 / ratio,
            isRate ? goal : 1 / goal));
  }

  /** Returns the picture, the first bar at the top. */
  static String of(List<Bar> bars) {
    int height = TOP + bars.size() * STEP + 12;
    Svg svg =
        new Svg(
            WIDTH,
            height,
            "Speed of each row beside its yardstick: 1 is as fast, more is faster",
            ".met{fill:#2da44e}.missed{fill:#bf8700}line{stroke:#1f2328}.goal{stroke-width:3}",
            "line{stroke:#e6edf3}");
    double one = x(1);
    svg.add("<text x=\"8\" y=\"24\">speed beside the yardstick; the mark is the goal</text>");
    svg.add("<text x=\"%.1f\" y=\"24\" text-anchor=\"middle\">as fast</text>", one);
    svg.add(
        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"32\" y2=\"%d\" stroke-dasharray=\"3 3\"/>",
        one, one, height - 8);
    for (int i = 0; i < bars.size(); i++) {
      add(svg, bars.get(i), TOP + i * STEP);
    }
    return svg.end();
  }

  private static void add(Svg svg, Bar bar, int top) {
    int base = top + BAR - 3;
    svg.add("<text x=\"8\" y=\"%d\">%s</text>", base, Svg.escape(bar.label()));
    svg.add(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
        bar.isMet() ? "met" : "missed", LABELS, top, x(bar.speed()) - LABELS, BAR);
    svg.add(
        "<line class=\"goal\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
        x(bar.goal()), x(bar.goal()), top - 2, top + BAR + 2);
    svg.add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.2f</text>", WIDTH - 8, base, bar.speed());
  }

  /** Bars beyond the edge end at it. */
  private static double x(double speed) {
    return LABELS + Math.min(speed, MOST) / MOST * (WIDTH - LABELS - 50);
  }
}
