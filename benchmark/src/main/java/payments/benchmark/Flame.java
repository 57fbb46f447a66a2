package payments.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A flame graph in SVG, of stacks as profilers collapse them: a line each, its frames between
 * semicolons from the root on, and how often it was seen. The wider a frame, the more often it was
 * on the stack; what it called is above it. Frames too narrow to be seen are left out.
 */
final class Flame {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 16;
  private static final int TOP = 32;
  private static final int DEEPEST = 30;
  private static final double LETTER = 6.2;
  private static final double LEAST_SHARE = 0.006;

  private static final Pattern NUMBERS =
      Pattern.compile(
          " tid=\\d+| [\\d.]+:\\d+(?=[ \\]])|\\$\\$Lambda\\$\\d+\\.0x[0-9a-f]+|[-#]\\d+(?=[ \\]]|$)");

  private final Map<String, Flame> calls = new TreeMap<>();
  private long count;

  private Flame() {}

  /** {@code Flame TITLE} draws the stacks of standard input to standard output. */
  public static void main(String[] arguments) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.print(of(arguments[0], in.lines().toList()));
    }
  }

  /** Returns the picture of these stacks. */
  static String of(String title, List<String> stacks) {
    Flame root = new Flame();
    stacks.forEach(root::add);
    int depth = root.depth(root.count * LEAST_SHARE);
    int height = TOP + depth * HEIGHT + 4;
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title\">",
        WIDTH,
        height);
    add(svg, "<title id=\"title\">%s</title>", escape(title));
    add(
        svg,
        "<style>svg{background:#fff}text{font:10px monospace;fill:#1f2328}.head{font:13px sans-serif}rect{fill:#ffd8a8;stroke:#fff;stroke-width:.5}.ours{fill:#ff922b}@media(prefers-color-scheme:dark){svg{background:#0d1117}.head{fill:#e6edf3}rect{stroke:#0d1117}}</style>");
    add(svg, "<text class=\"head\" x=\"4\" y=\"20\">%s</text>", escape(title));
    root.draw(svg, 0, height - 4 - HEIGHT, (double) WIDTH / root.count, root.count);
    return svg.append("</svg>\n").toString();
  }

  private void add(String stack) {
    int end = stack.lastIndexOf(' ');
    long times = Long.parseLong(stack.substring(end + 1));
    count += times;
    Flame frame = this;
    for (String call : stack.substring(0, end).split(";")) {
      frame = frame.calls.computeIfAbsent(shortened(call), any -> new Flame());
      frame.count += times;
    }
  }

  /** Classes without their packages, but for ours; threads and generated classes without number. */
  private static String shortened(String call) {
    String name = NUMBERS.matcher(call).replaceAll("");
    return name.startsWith("[") || name.startsWith("payments/")
        ? name
        : name.substring(name.lastIndexOf('/') + 1);
  }

  private int depth(double least) {
    return calls.values().stream()
        .filter(call -> call.count >= least)
        .mapToInt(call -> 1 + call.depth(least))
        .map(depth -> Math.min(depth, DEEPEST))
        .max()
        .orElse(0);
  }

  private void draw(StringBuilder svg, double left, int top, double scale, long all) {
    double x = left;
    for (Map.Entry<String, Flame> call : calls.entrySet()) {
      Flame frame = call.getValue();
      double width = frame.count * scale;
      if (frame.count >= all * LEAST_SHARE && top >= TOP) {
        add(svg, call.getKey(), 100.0 * frame.count / all, x, top, width);
        frame.draw(svg, x, top - HEIGHT, scale, all);
      }
      x += width;
    }
  }

  private static void add(
      StringBuilder svg, String name, double percent, double x, int top, double width) {
    boolean ours = name.startsWith("payments/");
    String label = ours ? name.substring(name.lastIndexOf('/') + 1) : name;
    int letters = Math.min(label.length(), (int) ((width - 4) / LETTER));
    add(
        svg,
        "<g><title>%s, %.1f %%</title><rect%s x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%s</g>",
        escape(name),
        percent,
        ours ? " class=\"ours\"" : "",
        x,
        top,
        width,
        HEIGHT,
        letters < 3
            ? ""
            : String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\">%s</text>",
                x + 2,
                top + HEIGHT - 4,
                escape(label.substring(0, letters))));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
