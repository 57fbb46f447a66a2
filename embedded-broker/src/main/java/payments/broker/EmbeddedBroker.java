package payments.broker;

/**
 * An AMQP 0-9-1 broker inside this process, to try and test the programs where there is no
 * RabbitMQ.
 *
 * <p>It listens on loopback only, knows the user {@code guest} with the password {@code guest}, and
 * keeps everything in memory: it starts empty, and what it holds is lost when it is closed. It
 * knows exchanges of the type {@code x-delayed-message}, but no streams, no quorum queues, and no
 * queue arguments such as {@code x-message-ttl}.
 *
 * <p>Its threads keep the process alive until it is closed.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final int HIGHEST_PORT = 65_535;

  private final QpidBroker broker;
  private final int port;

  private EmbeddedBroker(QpidBroker broker, int port) {
    this.broker = broker;
    this.port = port;
  }

  /**
   * Starts a broker and returns when it accepts connections.
   *
   * @param port where to listen, from 1 to 65535, or 0 for a free port
   * @throws IllegalArgumentException if the port is out of range
   * @throws PortTakenException if something listens there already; nothing is left running
   */
  public static EmbeddedBroker start(int port) {
    if (!isPort(port)) {
      throw new IllegalArgumentException("port must be from 0 to 65535, was " + port);
    }
    QpidBroker broker = new QpidBroker();
    try {
      broker.start(port);
      return new EmbeddedBroker(broker, broker.listen());
    } catch (RuntimeException e) {
      broker.stop();
      throw e;
    }
  }

  static boolean isPort(long port) {
    return port >= 0 && port <= HIGHEST_PORT;
  }

  /** Returns the port it listens on, the real one where a free one was asked for. */
  public int port() {
    return port;
  }

  /**
   * Stops the broker, with all it holds: queued and delayed messages are lost. Does nothing twice.
   */
  @Override
  public void close() {
    broker.stop();
  }
}
