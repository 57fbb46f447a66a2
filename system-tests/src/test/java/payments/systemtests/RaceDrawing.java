package payments.systemtests;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws a run of {@code ./demo.sh} as SVG: above, the payment's waits as bars on an axis of time;
 * below, the lines. It moves as the run did, after some seconds in which it stands still. So all of
 * it is there to read where nothing moves, and for who takes its first image.
 */
final class RaceDrawing {
  private static final Pattern POSTPONED = Pattern.compile("postponed by (\\d+ s): ");
  private static final int LEFT = 110;
  private static final int WIDTH = 770;
  private static final int LINES_TOP = 178;
  private static final int LINE_HEIGHT = 19;
  private static final long STANDS_STILL_MILLIS = 4_000;

  private final List<Demo.Line> lines;
  private final long beginning;
  private final long end;
  private final long cycle;
  private final StringBuilder moves = new StringBuilder();
  private final StringBuilder shapes = new StringBuilder();
  private int things;

  private RaceDrawing(List<Demo.Line> lines) {
    this.lines = lines;
    beginning = find("ready:").atMillis();
    end = lines.get(lines.size() - 1).atMillis();
    cycle = end - beginning + STANDS_STILL_MILLIS;
  }

  /** Returns the picture of a run. */
  static String of(List<Demo.Line> lines) {
    return new RaceDrawing(lines).drawn();
  }

  private Demo.Line find(String part) {
    return lines.stream()
        .filter(line -> line.text().contains(part))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no '" + part + "' in " + lines));
  }

  private String drawn() {
    axis();
    bars();
    moment(84, "client 1", "registered", find("client 1 registered"), "good");
    moment(36, "", "processed", find(" processed after "), "good");
    int y = LINES_TOP;
    for (Demo.Line line : lines) {
      boolean isComment = line.text().startsWith("#");
      y += LINE_HEIGHT + (isComment && y > LINES_TOP ? 8 : 0);
      text("line" + (isComment ? " soft" : "") + appears(line), 20, y, line.text());
    }
    return TEMPLATE
        .replace("HEIGHT", String.valueOf(y + 20))
        .replace("MOVES", moves.toString().stripTrailing())
        .replace("CYCLE", seconds(cycle))
        .replace("SHAPES", shapes.toString().stripTrailing());
  }

  private void axis() {
    for (long at = 0; at <= end - beginning; at += 1_000) {
      double x = x(beginning + at);
      add("<path class=\"grid\" d=\"M%s 24V128\"/>".formatted(number(x)));
      text("mark", x, 146, at / 1_000 + " s");
    }
  }

  private void bars() {
    text("name", LEFT - 12, 52, "payment");
    List<Demo.Line> looks =
        lines.stream().filter(line -> POSTPONED.matcher(line.text()).find()).toList();
    long processed = find(" processed after ").atMillis();
    for (int i = 0; i < looks.size(); i++) {
      long from = looks.get(i).atMillis();
      long to = i + 1 < looks.size() ? looks.get(i + 1).atMillis() : processed;
      Matcher postponed = POSTPONED.matcher(looks.get(i).text());
      postponed.find();
      bar(from, to, "waits " + postponed.group(1));
    }
  }

  private void bar(long from, long to, String label) {
    String thing = moves("transform: scaleX(0)", "transform: none", from, to);
    add(
        "<rect class=\"bar moves %s\" x=\"%s\" y=\"36\" width=\"%s\" height=\"24\" rx=\"3\"/>"
            .formatted(thing, number(x(from)), number(Math.max(2, x(to) - x(from) - 2))));
    text("mark" + appears(from), (x(from) + x(to)) / 2, 52, label);
  }

  private void moment(int y, String name, String label, Demo.Line line, String kind) {
    text("name", LEFT - 12, y + 16, name);
    double x = x(line.atMillis());
    String appears = appears(line);
    add(
        "<circle class=\"%s%s\" cx=\"%s\" cy=\"%d\" r=\"7\"/>"
            .formatted(kind, appears, number(x), y + 12));
    text("label" + appears, x + 14, y + 16, label);
  }

  /** Returns classes for what is not there before a line was written. */
  private String appears(Demo.Line line) {
    return appears(line.atMillis());
  }

  private String appears(long at) {
    if (at <= beginning) {
      return "";
    }
    return " moves " + moves("opacity: 0", "opacity: 1", at, at + 100);
  }

  /** Lets something become what it is at last between two moments; returns its class. */
  private String moves(String first, String last, long from, long to) {
    String thing = "t" + things++;
    moves.append(
        "      @keyframes %s { 0%%, %s { %s } %s, %s { %s } %s, 100%% { %s } }\n"
            .formatted(
                thing,
                share(beginning - 20),
                last,
                share(beginning),
                share(from),
                first,
                share(to),
                last));
    moves.append("      .%s { animation-name: %s }\n".formatted(thing, thing));
    return thing;
  }

  private void text(String classes, double x, double y, String text) {
    if (!text.isEmpty()) {
      add(
          "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
              .formatted(classes, number(x), number(y), escaped(text)));
    }
  }

  private void add(String shape) {
    shapes.append("  ").append(shape).append('\n');
  }

  private double x(long at) {
    return LEFT + (double) WIDTH * (at - beginning) / (end - beginning + 1_200);
  }

  private String share(long at) {
    return String.format(
        Locale.ROOT, "%.1f%%", 100.0 * (STANDS_STILL_MILLIS + at - beginning) / cycle);
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1fs", millis / 1_000.0);
  }

  /** Returns whole pixels. */
  private static String number(double pixels) {
    return String.format(Locale.ROOT, "%.0f", pixels);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static final String TEMPLATE =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 HEIGHT" width="900" height="HEIGHT" role="img" aria-labelledby="title">
        <title id="title">A run of ./demo.sh: a payment waits until its client registers</title>
        <style>
          svg { --paper: #ffffff; --ink: #1f2328; --soft: #59636e; --grid: #d1d9e0; --bar: #b6e3ff; --good: #1a7f37 }
          @media (prefers-color-scheme: dark) {
            svg { --paper: #0d1117; --ink: #f0f6fc; --soft: #9198a1; --grid: #30363d; --bar: #1f4b82; --good: #3fb950 }
          }
          .paper { fill: var(--paper) }
          .grid { stroke: var(--grid) }
          .bar { fill: var(--bar); transform-box: fill-box; transform-origin: left }
          .good { fill: var(--good) }
          text { fill: var(--ink); font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif }
          .line { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
          .soft, .mark { fill: var(--soft) }
          .bar + .mark { fill: var(--ink) }
          .mark { text-anchor: middle }
          .name { text-anchor: end }
          @media (prefers-reduced-motion: no-preference) {
            .moves { animation: CYCLE linear infinite }
      MOVES
          }
        </style>
        <rect class="paper" width="900" height="HEIGHT" rx="8"/>
      SHAPES
      </svg>
      """;
}
