package payments.consumer.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Supplier;
import payments.consumer.metrics.Exposition;

/** The metrics for Prometheus; its library is loaded when they are asked for first. */
final class MetricsText implements Endpoint {
  private static final int USUAL_LENGTH = 32_768;

  private final Supplier<Exposition> make;
  private Exposition exposition;

  MetricsText(Supplier<Exposition> make) {
    this.make = make;
  }

  @Override
  public void answer(HttpExchange exchange, Deadlines.Deadline deadline) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(USUAL_LENGTH);
    made().write(text);
    new Answer(200, Exposition.CONTENT_TYPE, text.toByteArray()).send(exchange);
  }

  private synchronized Exposition made() {
    if (exposition == null) {
      exposition = make.get();
    }
    return exposition;
  }
}
