package payments.consumer.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** Answers requests for one path. Several threads may ask at once. */
@FunctionalInterface
interface Endpoint {
  /**
   * Answers one.
   *
   * @param deadline to be renewed by what takes longer but goes on
   */
  void answer(HttpExchange exchange, Deadlines.Deadline deadline) throws IOException;
}
