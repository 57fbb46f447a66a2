package payments.common;

/** Makes text of others safe to print: short, on one line, and without anything unseen. */
public final class Printable {
  private static final int MOST_CHARACTERS = 200;
  private static final String CUT = "…";

  private Printable() {}

  /**
   * Returns a text of at most 200 characters. Control and format characters, ends of lines and
   * paragraphs and halves of surrogate pairs become escapes such as {@code \\u001b}; a longer text
   * is cut and ends in an ellipsis.
   */
  public static String of(String text) {
    StringBuilder printable = new StringBuilder();
    int end = 0; // of what leaves room for the ellipsis
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      append(text.codePointAt(at), printable);
      if (printable.length() > MOST_CHARACTERS) {
        return printable.substring(0, end) + CUT;
      }
      end = printable.length() < MOST_CHARACTERS ? printable.length() : end;
    }
    return printable.toString();
  }

  private static void append(int character, StringBuilder printable) {
    if (isUnseen(character)) {
      for (char half : Character.toChars(character)) {
        printable.append("\\u%04x".formatted((int) half));
      }
    } else {
      printable.appendCodePoint(character);
    }
  }

  private static boolean isUnseen(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
