package payments.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks a consumer by HTTP, again and again, until it is closed. */
final class HttpLoad implements AutoCloseable {
  private static final byte[] BUFFER = new byte[1 << 16];

  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());

  HttpLoad(int port) {
    this.port = port;
  }

  /** Returns a port that nobody listens on now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Asks for the metrics so many times a second, as Prometheus does once in a while. */
  HttpLoad scrape(int perSecond) {
    HttpRequest request = request("/metrics");
    threads.scheduleAtFixedRate(
        () -> {
          try {
            long start = System.nanoTime();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
              millis.add((System.nanoTime() - start) / 1e6);
            }
          } catch (IOException | InterruptedException e) {
            // the consumer is gone
          }
        },
        0,
        1_000 / perSecond,
        TimeUnit.MILLISECONDS);
    return this;
  }

  /** Reads the events as the live page does; what a browser does with them is not in it. */
  HttpLoad readEvents() {
    threads.execute(
        () -> {
          try (InputStream events =
              client.send(request("/events?most=250"), BodyHandlers.ofInputStream()).body()) {
            while (events.read(BUFFER) >= 0) {
              continue;
            }
          } catch (IOException | InterruptedException e) {
            // the consumer is gone
          }
        });
    return this;
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
  }

  /** Returns how long each answer took that has come. */
  List<Double> millis() {
    synchronized (millis) {
      return List.copyOf(millis);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
