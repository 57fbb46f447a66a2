package payments.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A picture of what grows with the work: a chart for each kind of work, in SVG. */
final class Growth {
  private static final Pattern WAITING =
      Pattern.compile(
          "\\| (?<on>[^|]+) \\| (?<x>[0-9,]+) \\| (?<time>[0-9.]+) µs \\| [0-9.]+ \\+ (?<broker>[0-9.]+) µs \\| [^|]+ \\|");
  private static final Pattern MEMORY =
      Pattern.compile("\\| (?<x>[0-9,]+) \\| (?<y>[0-9,]+) MB \\| [0-9.]+ B \\|");
  private static final Pattern START =
      Pattern.compile("\\| (?<on>[^|]+) \\| (?<x>[0-9,]+) \\| (?<y>[0-9.]+) s \\|");

  private static final List<String> COLOURS = List.of("#0969da", "#bf8700", "#8250df", "#2da44e");
  private static final int WIDTH = 860;
  private static final int CHART = 220;
  private static final int LEFT = 60;
  private static final int RIGHT = 610;
  private static final int TOP = 40;
  private static final int BOTTOM = 180;
  private static final int LEGEND_STEP = 20;

  /**
   * A point.
   *
   * @param work how much there is, at least 1
   * @param cost of it, in the unit of its chart
   */
  record Point(double work, double cost) {}

  /** Lines by their names, and the title above them. */
  private record Chart(String title, Map<String, List<Point>> lines) {
    Chart(String title) {
      this(title, new LinkedHashMap<>());
    }

    void add(String line, String work, String cost) {
      double x = number(work);
      if (x > 0) { // there is no place for nothing on a logarithmic axis
        lines.computeIfAbsent(line, name -> new ArrayList<>()).add(new Point(x, number(cost)));
      }
    }

    private static double number(String text) {
      return Double.parseDouble(text.replace(",", ""));
    }
  }

  private Growth() {}

  /** Draws the tables of a page: {@code Growth PAGE} writes the picture to standard output. */
  public static void main(String[] arguments) throws IOException {
    System.out.print(ofTable(Files.readAllLines(Path.of(arguments[0]))));
  }

  /** Returns the picture of the tables in which work grows; other lines do not matter. */
  static String ofTable(List<String> lines) {
    Chart time = new Chart("time a payment, in µs, beside so many that wait");
    Chart broker = new Chart("processor time of the broker a payment, in µs, beside so many");
    Chart memory = new Chart("memory of so many clients, in MB");
    Chart start = new Chart("start to ready, in s, beside logs of so many records each");
    for (String line : lines) {
      Matcher waiting = WAITING.matcher(line);
      Matcher clients = MEMORY.matcher(line);
      Matcher logs = START.matcher(line);
      if (waiting.matches()) {
        time.add(waiting.group("on"), waiting.group("x"), waiting.group("time"));
        broker.add(waiting.group("on"), waiting.group("x"), waiting.group("broker"));
      } else if (clients.matches()) {
        memory.add("clients", clients.group("x"), clients.group("y"));
      } else if (logs.matches()) {
        start.add(logs.group("on"), logs.group("x"), logs.group("y"));
      }
    }
    return picture(
        List.of(time, broker, memory, start).stream()
            .filter(chart -> !chart.lines().isEmpty())
            .toList());
  }

  private static String picture(List<Chart> charts) {
    Svg svg =
        new Svg(
            WIDTH,
            CHART * charts.size() + 10,
            "What grows with the work, and what does not",
            ".axis{stroke:#8c959f}polyline{fill:none;stroke-width:2}",
            "");
    for (int i = 0; i < charts.size(); i++) {
      add(svg, charts.get(i), i * CHART);
    }
    return svg.end();
  }

  /** Work to the right, by powers of ten; cost upwards, from nothing to the highest. */
  private static void add(Svg svg, Chart chart, int top) {
    List<Point> all = chart.lines().values().stream().flatMap(List::stream).toList();
    double most = all.stream().mapToDouble(Point::cost).max().orElseThrow();
    int least = powerOfTen(all.stream().mapToDouble(Point::work).min().orElseThrow(), false);
    int last =
        Math.max(
            least + 1, powerOfTen(all.stream().mapToDouble(Point::work).max().orElseThrow(), true));
    svg.add("<text x=\"8\" y=\"%d\">%s</text>", top + TOP - 16, chart.title());
    svg.add(
        "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
        LEFT, RIGHT, top + BOTTOM, top + BOTTOM);
    svg.add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>", LEFT - 6, top + BOTTOM);
    svg.add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        LEFT - 6, top + TOP + 5, String.format(Locale.ROOT, most < 10 ? "%.1f" : "%,.0f", most));
    for (int power = least; power <= last; power++) {
      svg.add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          LEFT + (RIGHT - LEFT) * (double) (power - least) / (last - least),
          top + BOTTOM + 18,
          String.format(Locale.ROOT, "%,.0f", Math.pow(10, power)));
    }
    int number = 0;
    for (Map.Entry<String, List<Point>> line : chart.lines().entrySet()) {
      String colour = COLOURS.get(number % COLOURS.size());
      StringBuilder points = new StringBuilder();
      for (Point point : line.getValue()) {
        double x =
            LEFT + (RIGHT - LEFT) * (Math.log10(point.work()) - least) / (double) (last - least);
        double y = top + BOTTOM - (BOTTOM - TOP) * point.cost() / most;
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        svg.add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, colour);
      }
      svg.add("<polyline points=\"%s\" stroke=\"%s\"/>", points.toString().trim(), colour);
      int base = top + TOP + number * LEGEND_STEP;
      svg.add(
          "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>",
          RIGHT + 16, base - 10, colour);
      svg.add("<text x=\"%d\" y=\"%d\">%s</text>", RIGHT + 34, base, Svg.escape(line.getKey()));
      number++;
    }
  }

  private static int powerOfTen(double value, boolean above) {
    double power = Math.log10(value);
    return (int) (above ? Math.ceil(power) : Math.floor(power));
  }
}
