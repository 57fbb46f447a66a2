package payments.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What rounds of one row brought: for each round our figure and that of the yardstick. */
final class Figures {
  private final String row;
  private final String setting;
  private final String unit;
  private final String goal;
  private final List<Double> ours = new ArrayList<>();
  private final List<Double> yardstick = new ArrayList<>();

  Figures(String row, String setting, String unit, String goal) {
    this.row = row;
    this.setting = setting;
    this.unit = unit;
    this.goal = goal;
  }

  void add(double our, double yard) {
    ours.add(our);
    yardstick.add(yard);
  }

  static String heading() {
    return """
        | row | on | ours | yardstick | ratio | lowest to highest | goal |
        |---|---|---|---|---|---|---|
        """;
  }

  /** Returns a line of the table: medians, and the median of the ratios of the rounds. */
  String line() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / yardstick.get(i));
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s %s | %s %s | %.2f | %.2f to %.2f | %s |",
        row,
        setting,
        number(median(ours)),
        unit,
        number(median(yardstick)),
        unit,
        median(ratios),
        ratios.stream().min(Double::compare).orElseThrow(),
        ratios.stream().max(Double::compare).orElseThrow(),
        goal);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1_000 ? "%.1f" : "%,.0f", value);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
