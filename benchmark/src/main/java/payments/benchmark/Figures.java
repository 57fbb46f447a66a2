package payments.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What rounds of one row brought: for each round our figure and that of the yardstick. */
final class Figures {
  private final String row;
  private final String setting;
  private final String unit;
  private final String goal;
  private final List<Result> ours = new ArrayList<>();
  private final List<Result> yardstick = new ArrayList<>();

  Figures(String row, String setting, String unit, String goal) {
    this.row = row;
    this.setting = setting;
    this.unit = unit;
    this.goal = goal;
  }

  void add(Result our, Result yard) {
    ours.add(our);
    yardstick.add(yard);
  }

  static List<String> heading() {
    return List.of(
        "| row | on | ours | yardstick | ratio | lowest to highest | goal"
            + " | processor time, ours | yardstick |",
        "|---|---|---|---|---|---|---|---|---|");
  }

  /** Returns a line of the table: medians, and the median of the ratios of the rounds. */
  String line() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i).figure() / yardstick.get(i).figure());
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s %s | %s %s | %.2f | %.2f to %.2f | %s | %s | %s |",
        row,
        setting,
        number(median(ours, Result::figure)),
        unit,
        number(median(yardstick, Result::figure)),
        unit,
        median(ratios),
        ratios.stream().min(Double::compare).orElseThrow(),
        ratios.stream().max(Double::compare).orElseThrow(),
        goal,
        cost(ours),
        cost(yardstick));
  }

  /** The program's and the broker's, for each message. */
  private static String cost(List<Result> results) {
    double program = median(results, Result::programMicros);
    double broker = median(results, Result::brokerMicros);
    if (Double.isNaN(program)) {
      return "";
    }
    return Double.isNaN(broker)
        ? String.format(Locale.ROOT, "%.0f µs", program)
        : String.format(Locale.ROOT, "%.0f + %.0f µs", program, broker);
  }

  private static double median(List<Result> results, ToDoubleFunction<Result> figure) {
    return median(results.stream().map(figure::applyAsDouble).toList());
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
