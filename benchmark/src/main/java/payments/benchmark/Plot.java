package payments.benchmark;

import java.util.List;
import java.util.Locale;

/** A picture of how fast the programs are beside the yardstick: a bar for each row, in SVG. */
final class Plot {
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

  /** Returns the picture, the first bar at the top. */
  static String of(List<Bar> bars) {
    int height = TOP + bars.size() * STEP + 12;
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title\">",
        WIDTH,
        height);
    add(svg, "<title id=\"title\">Speed beside PerfTest: 1 is as fast, more is faster</title>");
    add(
        svg,
        "<style>svg{background:#fff}text{font:13px sans-serif;fill:#1f2328}.met{fill:#2da44e}.missed{fill:#bf8700}line{stroke:#1f2328}.goal{stroke-width:3}@media(prefers-color-scheme:dark){svg{background:#0d1117}text{fill:#e6edf3}line{stroke:#e6edf3}}</style>");
    double one = x(1);
    add(svg, "<text x=\"8\" y=\"24\">speed beside PerfTest, | its goal</text>");
    add(svg, "<text x=\"%.1f\" y=\"24\" text-anchor=\"middle\">as fast</text>", one);
    add(
        svg,
        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"32\" y2=\"%d\" stroke-dasharray=\"3 3\"/>",
        one,
        one,
        height - 8);
    for (int i = 0; i < bars.size(); i++) {
      add(svg, bars.get(i), TOP + i * STEP);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void add(StringBuilder svg, Bar bar, int top) {
    int base = top + BAR - 3;
    add(svg, "<text x=\"8\" y=\"%d\">%s</text>", base, escape(bar.label()));
    add(
        svg,
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
        bar.isMet() ? "met" : "missed",
        LABELS,
        top,
        x(bar.speed()) - LABELS,
        BAR);
    add(
        svg,
        "<line class=\"goal\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
        x(bar.goal()),
        x(bar.goal()),
        top - 2,
        top + BAR + 2);
    add(svg, "<text x=\"%.1f\" y=\"%d\">%.2f</text>", x(bar.speed()) + 6, base, bar.speed());
  }

  /** Bars beyond the edge end at it. */
  private static double x(double speed) {
    return LABELS + Math.min(speed, MOST) / MOST * (WIDTH - LABELS - 50);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
