package payments.consumer.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The live page: one file. The policy names its style and its script by their hashes, so that a
 * browser runs nothing that got into it otherwise.
 */
final class Page implements Endpoint {
  private static final String HTML = "text/html; charset=utf-8";

  private Answer page;
  private String policy;

  /** When it is asked for first: a consumer that nobody looks at need not read it. */
  private synchronized Answer page() {
    if (page == null) {
      make();
    }
    return page;
  }

  private void make() {
    String text = Resource.text("page.html");
    policy =
        "default-src 'none'; style-src "
            + hash(text, "<style>", "</style>")
            + "; script-src "
            + hash(text, "<script>", "</script>")
            + "; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
            + "; frame-ancestors 'none'";
    page = new Answer(200, HTML, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void answer(HttpExchange exchange, Deadlines.Deadline deadline) throws IOException {
    Answer answer = page();
    exchange.getResponseHeaders().set("Content-Security-Policy", policy);
    answer.send(exchange);
  }

  private static String hash(String page, String start, String end) {
    String part = page.substring(page.indexOf(start) + start.length(), page.indexOf(end));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(part.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
