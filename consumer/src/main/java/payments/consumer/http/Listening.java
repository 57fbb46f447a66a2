package payments.consumer.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import payments.common.ReportedException;

/** Opens the port, with limits on what clients may take of this process. */
final class Listening {
  /** The server reads them once, when its classes are loaded; those of the user come first. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "jdk.httpserver.maxConnections", "128",
          "sun.net.httpserver.maxReqHeaders", "50",
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "sun.net.httpserver.maxReqTime", "5",
          "sun.net.httpserver.idleInterval", "10",
          "sun.net.httpserver.drainAmount", "0");

  private static final String CURE = "give another one to --http; port 0 takes one that is free";

  private Listening() {}

  /**
   * Opens it.
   *
   * @throws ReportedException if it cannot be opened
   */
  static HttpServer at(HttpAddress address) {
    LIMITS.forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
    InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
    if (socket.isUnresolved()) {
      throw new ReportedException(
          "cannot listen on '" + address.host() + "': unknown host", CURE, null);
    }
    try {
      return HttpServer.create(socket, 0);
    } catch (IOException e) {
      throw new ReportedException(
          "cannot listen on " + address.host() + ":" + address.port() + ": " + why(e), CURE, e);
    }
  }

  private static String why(IOException failure) {
    String text = failure.getMessage();
    return text == null
        ? "it failed"
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
