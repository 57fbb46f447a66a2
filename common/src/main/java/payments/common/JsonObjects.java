package payments.common;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON objects, each on one line: what the programs send and print. What is printed is all
 * in ASCII, for no terminal is to be led astray. For one thread.
 */
public final class JsonObjects {
  private static final JsonFactory JSON = new JsonFactoryBuilder().rootValueSeparator("").build();

  /** What is in an object. */
  @FunctionalInterface
  public interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private final Target target = new Target();
  private final JsonGenerator json;

  /** Makes one that writes many objects cheaply, in ASCII. */
  public JsonObjects() {
    this('~');
  }

  private JsonObjects(int highestNotEscaped) {
    try {
      json = JSON.createGenerator(target);
      json.setHighestNonEscapedChar(highestNotEscaped);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds an object to a text. */
  public void append(Fields fields, StringBuilder text) {
    target.text = text;
    try {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text takes everything
    }
  }

  /** Returns a single object, in ASCII. */
  public static String text(Fields fields) {
    StringBuilder text = new StringBuilder(256);
    new JsonObjects().append(fields, text);
    return text.toString();
  }

  /** Returns a single object as it is sent: in UTF-8. */
  public static byte[] bytes(Fields fields) {
    StringBuilder text = new StringBuilder(256);
    new JsonObjects(0).append(fields, text); // 0: only what JSON itself wants escaped
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static final class Target extends Writer {
    private StringBuilder text;

    @Override
    public void write(char[] characters, int offset, int length) {
      text.append(characters, offset, length);
    }

    @Override
    public void flush() {
      // it is in the text already
    }

    @Override
    public void close() {
      // nothing is held open
    }
  }
}
