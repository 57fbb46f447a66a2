package payments.benchmark;

import java.util.Locale;

/** A picture in the making. */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /**
   * Begins one that looks well on light and dark pages.
   *
   * @param style of what is neither text nor background, for light pages
   * @param dark likewise, for dark ones
   */
  Svg(int width, int height, String title, String style, String dark) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title\">",
        width, height);
    add("<title id=\"title\">%s</title>", escape(title));
    add(
        "<style>svg{background:#fff}text{font:13px sans-serif;fill:#1f2328}%s@media(prefers-color-scheme:dark){svg{background:#0d1117}text{fill:#e6edf3}%s}</style>",
        style, dark);
  }

  /** Adds an element. */
  void add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Returns the whole picture. */
  String end() {
    return text + "</svg>\n";
  }
}
