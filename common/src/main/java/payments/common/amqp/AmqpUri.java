package payments.common.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What a URI says of a broker: {@code amqp://user:password@host1:5672,host2/vhost?heartbeat=5}.
 *
 * @param encrypted whether its scheme is {@code amqps}
 * @param virtualHost decoded
 * @param hosts at least one
 * @param heartbeatSeconds from 1 to 65535, if given
 * @param connectionTimeoutMillis how long one address may take to answer, if given
 */
public record AmqpUri(
    boolean encrypted,
    String user,
    String password,
    String virtualHost,
    List<Host> hosts,
    OptionalInt heartbeatSeconds,
    OptionalInt connectionTimeoutMillis) {

  public AmqpUri {
    hosts = List.copyOf(hosts);
  }

  /**
   * Reads a URI.
   *
   * @param text with or without a byte order mark and white space around it
   * @throws IllegalArgumentException if it cannot be meant; the message says why and repeats
   *     nothing that may be a password
   */
  public static AmqpUri parse(String text) {
    return new AmqpUriReader(text).read();
  }

  /** Returns the text of a URI of the same broker that is reached at other hosts. */
  public String at(List<Host> others) {
    List<String> parameters = new ArrayList<>();
    heartbeatSeconds.ifPresent(seconds -> parameters.add("heartbeat=" + seconds));
    connectionTimeoutMillis.ifPresent(millis -> parameters.add("connection_timeout=" + millis));
    return "%s://%s:%s@%s/%s%s"
        .formatted(
            encrypted ? "amqps" : "amqp",
            PercentCode.encode(user),
            PercentCode.encode(password),
            others.stream().map(Host::toString).collect(Collectors.joining(",")),
            PercentCode.encode(virtualHost),
            parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
  }

  /** Returns the hosts with their ports. */
  String places() {
    return hosts.stream().map(Host::toString).collect(Collectors.joining(", "));
  }

  /** Shows no password. */
  @Override
  public String toString() {
    return places() + " " + virtualHost;
  }
}
