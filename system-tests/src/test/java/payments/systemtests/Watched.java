package payments.systemtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a consumer with {@code --http} shows. */
final class Watched {
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  Watched(int port) {
    this.port = port;
  }

  String address() {
    return "http://127.0.0.1:" + port + "/";
  }

  int port() {
    return port;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  int status(String path) throws IOException, InterruptedException {
    return get(path).statusCode();
  }

  /** Returns the value of a metric, with its labels as they are written. */
  double metric(String name) throws IOException, InterruptedException {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(get("metrics").body());
    return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
  }
}
