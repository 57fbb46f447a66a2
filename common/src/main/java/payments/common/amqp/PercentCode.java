package payments.common.amqp;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes parts of a URI once, as UTF-8: what cannot be meant is refused, never replaced. Encodes
 * them likewise.
 */
final class PercentCode {
  private static final int HEX = 16;

  private PercentCode() {}

  /**
   * Returns the decoded text.
   *
   * @throws IllegalArgumentException if it is no such text; the message does not repeat it
   */
  static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] coded = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < coded.length; at++) {
      if (coded[at] == '%') {
        bytes.write(digit(coded, at + 1) * HEX + digit(coded, at + 2));
        at += 2;
      } else {
        bytes.write(coded[at]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("what is written with % is not UTF-8", e);
    }
  }

  /** Returns the text as it may stand in any part of a URI. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static int digit(byte[] coded, int at) {
    int digit = at < coded.length ? Character.digit((char) coded[at], HEX) : -1;
    if (digit < 0) {
      throw new IllegalArgumentException("after a % two hex digits must follow; % is written %25");
    }
    return digit;
  }
}
