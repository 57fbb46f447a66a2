package payments.common.amqp;

/**
 * A host that a URI names, which may have several addresses.
 *
 * @param name or address, an IPv6 one without its brackets
 * @param port from 1 to 65535
 */
public record Host(String name, int port) {
  @Override
  public String toString() {
    return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
  }
}
