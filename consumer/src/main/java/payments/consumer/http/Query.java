package payments.consumer.http;

import com.sun.net.httpserver.HttpExchange;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What stands behind the question mark: names of numbers. */
final class Query {
  /** Says what was asked in a wrong way. */
  static final class WrongQueryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongQueryException(String message) {
      super(message);
    }
  }

  private final Map<String, Long> numbers = new HashMap<>();

  /**
   * Reads a query.
   *
   * @throws WrongQueryException if there is another name in it, or no number
   */
  Query(HttpExchange exchange, Set<String> names) {
    String query = exchange.getRequestURI().getRawQuery();
    if (query == null || query.isEmpty()) {
      return;
    }
    for (String part : query.split("&")) {
      String[] pair = part.split("=", 2);
      if (!names.contains(pair[0])) {
        throw new WrongQueryException("unknown parameter, known: " + String.join(", ", names));
      }
      try {
        numbers.put(pair[0], Long.parseLong(pair.length == 1 ? "" : pair[1]));
      } catch (NumberFormatException e) {
        throw new WrongQueryException(pair[0] + " must be a whole number");
      }
    }
  }

  OptionalLong number(String name) {
    return numbers.containsKey(name) ? OptionalLong.of(numbers.get(name)) : OptionalLong.empty();
  }
}
