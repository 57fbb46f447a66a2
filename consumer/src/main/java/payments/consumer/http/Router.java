package payments.consumer.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes requests to their endpoints, and refuses what is not to be answered. */
final class Router implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Router.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final HostCheck hosts;
  private final Deadlines deadlines;
  private final Duration longestAnswer;
  private final Map<String, Endpoint> endpoints;

  /**
   * Knows endpoints by their paths.
   *
   * @param longestAnswer in time, or between two parts of an answer that goes on
   */
  Router(
      HostCheck hosts,
      Deadlines deadlines,
      Duration longestAnswer,
      Map<String, Endpoint> endpoints) {
    this.hosts = hosts;
    this.deadlines = deadlines;
    this.longestAnswer = longestAnswer;
    this.endpoints = endpoints;
  }

  @Override
  public void handle(HttpExchange exchange) {
    try (Deadlines.Deadline deadline = deadlines.set(longestAnswer)) {
      try {
        setHeaders(exchange.getResponseHeaders());
        answer(exchange, deadline);
      } catch (IOException e) {
        log.debug("client left: {}", e.toString());
      } catch (RuntimeException e) {
        log.warn("no answer to {}: {}", exchange.getRequestURI().getPath(), e.toString(), e);
      } finally {
        exchange.close(); // and the connection, if there is a body: it is not read
      }
    }
  }

  private static void setHeaders(Headers headers) {
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
  }

  private void answer(HttpExchange exchange, Deadlines.Deadline deadline) throws IOException {
    Endpoint endpoint = endpoints.get(exchange.getRequestURI().getPath());
    if (!hosts.allows(exchange.getRequestHeaders().getFirst("Host"))) {
      Answer.text(
              421,
              "not for this host: ask by address, or by the host given to --http; a proxy has to set the header Host to localhost")
          .send(exchange);
    } else if (!METHODS.contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      Answer.text(405, "read-only: GET or HEAD").send(exchange);
    } else if (endpoint == null) {
      Answer.text(404, "not here; there are " + String.join(" ", endpoints.keySet()))
          .send(exchange);
    } else {
      answer(endpoint, exchange, deadline);
    }
  }

  private static void answer(Endpoint endpoint, HttpExchange exchange, Deadlines.Deadline deadline)
      throws IOException {
    try {
      endpoint.answer(exchange, deadline);
    } catch (Query.WrongQueryException e) {
      Answer.text(400, e.getMessage()).send(exchange);
    }
  }
}
