package payments.common.amqp;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import payments.common.ReportedException;

/**
 * Declares exchanges and queues that the broker may refuse. A refusal closes the channel and, on
 * some brokers, the connection: both are replaced, and the refusal is an answer, not a failure.
 *
 * <p>For one thread. Every method fails with {@link ReportedException} if the broker refuses for a
 * reason that is no answer to the caller; {@link ReportedException#mayPass} if the connection or
 * the broker failed, so that another try may succeed.
 */
public final class Declarer {
  private static final boolean DURABLE = true;
  private static final boolean EXCLUSIVE = true;
  private static final boolean AUTO_DELETE = true;

  /** New quorum queues take a while, and so many take less time than an answer may. */
  private static final int ANSWER_EVERY = 60;

  /** What is declared, for messages. */
  record Item(Kind kind, String name) {
    enum Kind {
      EXCHANGE,
      QUEUE,
      BINDING
    }

    @Override
    public String toString() {
      return switch (kind) {
        case EXCHANGE -> "exchange " + name;
        case QUEUE -> "queue " + name;
        case BINDING -> "the binding of queue " + name;
      };
    }
  }

  private interface Declaration {
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

  /** Declares a durable exchange that should be accepted. */
  public void exchange(String name, String type, Map<String, Object> arguments) {
    exchange(name, type, arguments, refusal -> false);
  }

  /**
   * Declares a durable exchange that the broker may refuse.
   *
   * @param expected the refusals that are an answer to the caller
   * @return such a refusal, none if it is there
   */
  public Optional<Refusal> exchange(
      String name, String type, Map<String, Object> arguments, Predicate<Refusal> expected) {
    return attempt(
        new Item(Item.Kind.EXCHANGE, name),
        expected,
        on -> on.exchangeDeclare(name, type, DURABLE, !AUTO_DELETE, arguments));
  }

  /** Declares a durable queue that should be accepted. */
  public void queue(String name, Map<String, Object> arguments) {
    queue(name, arguments, refusal -> false);
  }

  /**
   * Declares a durable queue that the broker may refuse.
   *
   * @param expected the refusals that are an answer to the caller
   * @return such a refusal, none if it is there
   */
  public Optional<Refusal> queue(
      String name, Map<String, Object> arguments, Predicate<Refusal> expected) {
    return attempt(
        new Item(Item.Kind.QUEUE, name),
        expected,
        on -> on.queueDeclare(name, DURABLE, !EXCLUSIVE, !AUTO_DELETE, arguments));
  }

  /**
   * Declares many durable queues that should be accepted, without waiting for an answer to each. If
   * one is refused, each is declared by itself, so that the error names it.
   *
   * @param queues their arguments, by name
   */
  public void queues(Map<String, Map<String, Object>> queues) {
    attempt(
            new Item(Item.Kind.QUEUE, queues.keySet().iterator().next()),
            refusal -> true,
            on -> declareAll(on, queues))
        .ifPresent(refusal -> queues.forEach(this::queue));
  }

  private static void declareAll(Channel channel, Map<String, Map<String, Object>> queues)
      throws IOException {
    int declared = 0;
    for (var queue : queues.entrySet()) {
      channel.queueDeclareNoWait(
          queue.getKey(), DURABLE, !EXCLUSIVE, !AUTO_DELETE, queue.getValue());
      declared++;
      if (declared % ANSWER_EVERY == 0 || declared == queues.size()) {
        channel.basicQos(0); // changes nothing; its answer comes after all that was refused
      }
    }
  }

  /** Binds a queue to an exchange. */
  public void bind(String exchange, String queue, String routingKey) {
    attempt(
        new Item(Item.Kind.BINDING, queue),
        refusal -> false,
        on -> on.queueBind(queue, exchange, routingKey));
  }

  /** Takes a binding away, if there is one. */
  public void unbind(String exchange, String queue, String routingKey) {
    attempt(
        new Item(Item.Kind.BINDING, queue),
        refusal -> false,
        on -> on.queueUnbind(queue, exchange, routingKey));
  }

  /**
   * Looks for an exchange and a queue, whatever their arguments.
   *
   * @param expected the refusals that are an answer to the caller
   * @return such a refusal, none if both are there
   */
  public Optional<Refusal> find(String exchange, String queue, Predicate<Refusal> expected) {
    return attempt(
        new Item(Item.Kind.QUEUE, queue),
        expected,
        on -> {
          on.exchangeDeclarePassive(exchange);
          on.queueDeclarePassive(queue);
        });
  }

  /** Returns the connection for other use, a new one if the last was lost. */
  public Connection connection() {
    if (!connection.isOpen()) {
      connection = connector.get();
    }
    return connection;
  }

  private Optional<Refusal> attempt(
      Item item, Predicate<Refusal> expected, Declaration declaration) {
    Notice notice = Notice.of("the declaration of " + item, broker);
    try {
      declaration.on(openChannel());
      return Optional.empty();
    } catch (IOException | AlreadyClosedException e) {
      Refusal refusal = Refusal.in(e).orElseThrow(() -> DeclarationFailure.lost(item, broker, e));
      if (refusal.meansFault()) {
        throw DeclarationFailure.fault(item, refusal, broker, e);
      }
      if (!expected.test(refusal)) {
        throw DeclarationFailure.refused(item, refusal, broker);
      }
      return Optional.of(refusal);
    } finally {
      notice.close();
    }
  }

  private Channel openChannel() throws IOException {
    if (channel == null || !channel.isOpen()) {
      channel = broker.openChannel(connection());
    }
    return channel;
  }
}
