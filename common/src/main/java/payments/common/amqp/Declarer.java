package payments.common.amqp;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import payments.common.ReportedException;

/**
 * Declares exchanges and queues that the broker may refuse. A refusal closes the channel and, on
 * some brokers, the connection: both are replaced, and the refusal is an answer, not a failure.
 *
 * <p>For one thread.
 */
public final class Declarer {
  /** Something done on a channel. */
  @FunctionalInterface
  public interface Declaration {
    void on(Channel channel) throws IOException;
  }

  private final Broker broker;
  private final Supplier<Connection> connector;
  private Connection connection;
  private Channel channel;

  /**
   * Starts on a connection that it may lose.
   *
   * @param connector opens one that replaces it; the caller closes that, too
   */
  public Declarer(Broker broker, Connection connection, Supplier<Connection> connector) {
    this.broker = broker;
    this.connection = connection;
    this.connector = connector;
  }

  /** Returns what the broker said of itself. */
  public BrokerInfo info() {
    return BrokerInfo.of(connection);
  }

  /** Returns where the broker is, for messages. */
  public Broker broker() {
    return broker;
  }

  /**
   * Tries a declaration that the broker may refuse.
   *
   * @param what its kind, a space and its name, such as {@code queue dead-letters}
   * @param expected the refusals that are an answer to the caller
   * @return such a refusal, none if it was done
   * @throws ReportedException if it refuses for any other reason; with a cause if the connection or
   *     the broker failed, so that another try may succeed
   */
  public Optional<Refusal> attempt(
      String what, Predicate<Refusal> expected, Declaration declaration) {
    try {
      declaration.on(openChannel());
      return Optional.empty();
    } catch (IOException | AlreadyClosedException e) {
      IOException failure = e instanceof IOException io ? io : new IOException(e);
      Refusal refusal = Refusal.in(e).orElseThrow(() -> ConnectFailure.of(broker, failure));
      if (refusal.meansFault()) {
        throw Obstacle.fault(what, refusal, broker, failure);
      }
      if (!expected.test(refusal)) {
        throw Obstacle.report(what, refusal, broker);
      }
      return Optional.of(refusal);
    }
  }

  /**
   * Does a declaration that the broker should accept.
   *
   * @param what what is declared, such as {@code queue dead-letters}
   * @throws ReportedException if it refuses, with the cure
   */
  public void require(String what, Declaration declaration) {
    attempt(what, refusal -> false, declaration);
  }

  /** Returns the connection for other use, a new one if the last was lost. */
  public Connection connection() {
    if (!connection.isOpen()) {
      connection = connector.get();
    }
    return connection;
  }

  private Channel openChannel() throws IOException {
    if (channel == null || !channel.isOpen()) {
      channel = connection().createChannel();
    }
    return channel;
  }
}
