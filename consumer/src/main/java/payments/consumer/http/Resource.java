package payments.consumer.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files that come with the program. */
final class Resource {
  private Resource() {}

  static String text(String name) {
    try (InputStream file = Resource.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("the program has no " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
