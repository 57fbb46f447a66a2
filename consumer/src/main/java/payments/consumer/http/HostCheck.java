package payments.consumer.http;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Refuses requests for other hosts. A page from elsewhere can make its own name resolve to this
 * machine and then read what is here; its requests still say that name.
 *
 * <p>Addresses are always allowed: what is asked by address came by no name. So a scraper or a
 * probe may use the address of a container.
 */
final class HostCheck {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");
  private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

  private final String given;

  /** Allows the host that was given, too. */
  HostCheck(String given) {
    this.given = given.toLowerCase(Locale.ROOT);
  }

  /** Whether a request may say this; null if it says nothing. */
  boolean allows(String header) {
    if (header == null) {
      return false;
    }
    String host = PORT.matcher(header.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
    return host.equals("localhost")
        || host.equals(given)
        || IPV4.matcher(host).matches()
        || IPV6.matcher(host).matches();
  }
}
