package payments.prove.trial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import payments.common.amqp.AmqpUri;
import payments.common.amqp.Broker;
import payments.common.amqp.Host;

/**
 * The ways to a broker: straight and, where connections are not encrypted, by a proxy for each of
 * its hosts, which can be cut. An encrypted connection would not end at a proxy: the name of the
 * host has to be that of the certificate.
 */
public final class Network implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final Broker straight;
  private final Broker byProxy;
  private final String consumersUri;
  private final List<Proxy> proxies = new ArrayList<>();

  /**
   * Starts the proxies.
   *
   * @param uri of the broker
   * @param straight the same broker
   */
  public Network(String uri, Broker straight) throws IOException {
    this.straight = straight;
    AmqpUri parsed = AmqpUri.parse(uri);
    if (parsed.encrypted()) {
      byProxy = straight;
      consumersUri = uri;
      return;
    }
    List<Host> hosts = new ArrayList<>();
    for (Host host : parsed.hosts()) {
      Proxy proxy = new Proxy(host.name(), host.port());
      proxies.add(proxy);
      hosts.add(new Host(LOOPBACK, proxy.port()));
    }
    consumersUri = parsed.at(hosts);
    byProxy = new Broker(consumersUri, null);
  }

  /** Whether there is something to cut. */
  public boolean canBeCut() {
    return !proxies.isEmpty();
  }

  /** Returns the URI for those whose connections are cut, with its password. */
  public String consumersUri() {
    return consumersUri;
  }

  /** Returns the broker without a proxy. */
  public Broker straight() {
    return straight;
  }

  /** Returns the broker by way of the proxies, or as it is. */
  Broker byProxy() {
    return byProxy;
  }

  /** Closes all connections by way of the proxies. */
  void cut() {
    proxies.forEach(Proxy::cutAll);
  }

  @Override
  public void close() throws IOException {
    for (Proxy proxy : proxies) {
      proxy.close();
    }
  }
}
