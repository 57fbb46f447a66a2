package payments.broker;

import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Protocol;
import org.apache.qpid.server.model.Transport;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.plugin.ProtocolEngineCreator;
import org.apache.qpid.server.protocol.v0_8.ProtocolEngineCreator_0_9_1;
import org.apache.qpid.server.transport.AggregateTicker;
import org.apache.qpid.server.transport.ProtocolEngine;
import org.apache.qpid.server.transport.ServerNetworkConnection;

/**
 * Makes the connections of clients, in the place of the broker's own factory; public because the
 * broker finds it through {@code META-INF/services}.
 */
public final class ClientConnectionFactory implements ProtocolEngineCreator {

  static final Protocol PROTOCOL = Protocol.AMQP_0_9_1;

  /** What keeps the broker's own factory from being used, as a system property. */
  static final String OTHER_DISABLED = "qpid.plugin.disabled:protocolenginecreator." + PROTOCOL;

  @Override
  public String getType() {
    return "client-connection";
  }

  @Override
  public Protocol getVersion() {
    return PROTOCOL;
  }

  @Override
  public byte[] getHeaderIdentifier() {
    return ProtocolEngineCreator_0_9_1.getInstance().getHeaderIdentifier();
  }

  @Override
  public byte[] getSuggestedAlternativeHeader() {
    return null; // the interface's word for none
  }

  @Override
  public ProtocolEngine newProtocolEngine(
      Broker<?> broker,
      ServerNetworkConnection network,
      AmqpPort<?> port,
      Transport transport,
      long id,
      AggregateTicker ticker) {
    ClientConnection connection =
        new ClientConnection(broker, network, port, transport, id, ticker);
    connection.create();
    return connection;
  }
}
