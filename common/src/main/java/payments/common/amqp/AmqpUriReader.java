package payments.common.amqp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a URI with one host or several, which {@code java.net.URI} cannot. It is strict: a password
 * with a {@code /} or {@code @} in it must not be taken for a host, which messages show.
 */
final class AmqpUriReader {
  private static final Pattern SCHEME = Pattern.compile("(?i)(amqps?)://(.*)");
  private static final Pattern PARTS = Pattern.compile("([^/?#]*)(/[^?#]*)?(?:\\?([^#]*))?(#.*)?");
  private static final Pattern HOST =
      Pattern.compile("(?:\\[([^\\[\\]]*)]|([\\p{L}\\p{N}._-]+))(?::(.*))?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern PARAMETER = Pattern.compile("[a-z_]{1,40}");
  private static final String GUEST = "guest";
  private static final int PORT = 5672;
  private static final int ENCRYPTED_PORT = 5671;
  private static final int LARGEST_PORT = 65_535;
  private static final int LONGEST_HEARTBEAT = 65_535;
  private static final int LONGEST_TIMEOUT = 600_000;

  private final String text;

  private boolean encrypted;
  private String user = GUEST;
  private String password = GUEST;
  private OptionalInt heartbeat = OptionalInt.empty();
  private OptionalInt timeout = OptionalInt.empty();

  AmqpUriReader(String text) {
    this.text = text.replaceFirst("^\\s*\uFEFF", "").strip();
  }

  AmqpUri read() {
    require(!text.isEmpty(), "it is empty");
    require(
        text.chars().noneMatch(each -> each <= ' ' || Character.isISOControl(each)),
        "it has a space or a control character in it; a space is written %20");
    Matcher scheme = SCHEME.matcher(text);
    require(scheme.matches(), "it does not start with amqp:// or amqps://");
    encrypted = scheme.group(1).toLowerCase(Locale.ROOT).equals("amqps");
    Matcher parts = PARTS.matcher(scheme.group(2));
    require(parts.matches(), "it cannot be read"); // the pattern takes anything
    String path = parts.group(2) == null ? "" : parts.group(2);
    String query = parts.group(3) == null ? "" : parts.group(3);
    require(
        parts.group(4) == null && !path.contains("@") && !query.contains("@"),
        "in a name, password or virtual host, / is written %2F, ? is %3F, # is %23, @ is %40");
    List<Host> hosts = authority(parts.group(1), path);
    readQuery(query);
    return new AmqpUri(encrypted, user, password, virtualHost(path), hosts, heartbeat, timeout);
  }

  private List<Host> authority(String authority, String path) {
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      credentials(authority.substring(0, at));
    }
    String hosts = authority.substring(at + 1);
    if (authority.isEmpty() && path.length() > 1) {
      hosts = "localhost";
    }
    require(!hosts.isEmpty(), "its host is missing");
    List<Host> all = new ArrayList<>();
    for (String each : hosts.split(",", -1)) {
      Host host = host(each);
      if (!all.contains(host)) {
        all.add(host);
      }
    }
    return all;
  }

  private void credentials(String given) {
    require(!given.contains("@"), "an @ in a name or password is written %40");
    String[] both = given.split(":", -1);
    require(both.length <= 2, "a : in a name or password is written %3A");
    user = PercentCode.decode(both[0]);
    password = both.length == 2 ? PercentCode.decode(both[1]) : GUEST;
  }

  private Host host(String given) {
    Matcher host = HOST.matcher(given);
    require(
        host.matches(),
        "its host, or one of several between commas, is missing or no name or address of one");
    String name = host.group(1) == null ? host.group(2) : addressInBrackets(host.group(1));
    String port = host.group(3);
    if (port == null || port.isEmpty()) {
      return new Host(name, encrypted ? ENCRYPTED_PORT : PORT);
    }
    return new Host(name, number(port, LARGEST_PORT, "a port"));
  }

  private static String addressInBrackets(String given) {
    String address = PercentCode.decode(given);
    try {
      require(address.contains(":"), "what is in brackets is no IPv6 address");
      InetAddress.getByName("[" + address.replaceFirst("%.*", "") + "]"); // asks nobody
      return address;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("what is in brackets is no IPv6 address", e);
    }
  }

  /** A slash alone means the default, as without it: a virtual host without a name is none. */
  private static String virtualHost(String path) {
    if (path.length() <= 1) {
      return "/";
    }
    require(path.lastIndexOf('/') == 0, "a / in a virtual host is written %2F");
    return PercentCode.decode(path.substring(1));
  }

  private void readQuery(String query) {
    for (String each : query.split("&")) {
      String name = each.replaceFirst("=.*", "");
      String value = each.substring(Math.min(each.length(), name.length() + 1));
      switch (name) {
        case "heartbeat" ->
            heartbeat = OptionalInt.of(number(value, LONGEST_HEARTBEAT, "heartbeat, in seconds,"));
        case "connection_timeout" ->
            timeout =
                OptionalInt.of(
                    number(value, LONGEST_TIMEOUT, "connection_timeout, in milliseconds,"));
        case "" -> require(value.isEmpty(), "a parameter has no name");
        default ->
            throw new IllegalArgumentException(
                "its parameter %sis unknown; known are heartbeat and connection_timeout"
                    .formatted(PARAMETER.matcher(name).matches() ? name + " " : ""));
      }
    }
  }

  private static int number(String given, int largest, String what) {
    int number = NUMBER.matcher(given).matches() ? Integer.parseInt(given) : 0;
    require(number >= 1 && number <= largest, what + " must be a number from 1 to " + largest);
    return number;
  }

  private static void require(boolean condition, String why) {
    if (!condition) {
      throw new IllegalArgumentException(why);
    }
  }
}
