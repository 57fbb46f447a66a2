package payments.consumer.http;

import static java.util.Objects.requireNonNull;

import payments.common.cli.UsageException;

/**
 * Where to listen.
 *
 * @param host a name or an address, without brackets
 * @param port 0 for one that is free
 */
public record HttpAddress(String host, int port) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int HIGHEST_PORT = 65_535;

  public HttpAddress {
    requireNonNull(host, "host");
    if (port < 0 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
    }
  }

  /**
   * Reads {@code [HOST:]PORT}; an IPv6 address stands in brackets.
   *
   * @throws UsageException if it is something else
   */
  public static HttpAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? LOOPBACK : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      throw wrong(text);
    }
    try {
      if (!host.isBlank()) {
        return new HttpAddress(host, Integer.parseInt(text.substring(colon + 1)));
      }
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
    throw wrong(text);
  }

  private static UsageException wrong(String text) {
    return new UsageException(
        "--http must be PORT or HOST:PORT, as in 9400 or [::1]:9400, was '" + text + "'");
  }
}
