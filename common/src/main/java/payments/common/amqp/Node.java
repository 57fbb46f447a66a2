package payments.common.amqp;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * One address of a host: where one broker can be.
 *
 * @param oneOfSeveral whether the name of the host has more addresses of this kind
 */
record Node(Host host, InetAddress address, boolean oneOfSeveral) {
  InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, host.port());
  }

  @Override
  public String toString() {
    return oneOfSeveral ? host + " (" + address.getHostAddress() + ")" : host.toString();
  }
}
