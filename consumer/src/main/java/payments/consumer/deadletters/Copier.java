package payments.consumer.deadletters;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.amqp.Broker;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Message;
import payments.common.amqp.NotConfirmedException;

/**
 * Publishes one message at a time, on a connection of its own: a broker that blocks publishers
 * still takes acknowledgements.
 */
final class Copier implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Copier.class);
  private static final int CONFIRM_SECONDS = 60;
  private static final int CLOSE_MILLIS = 2_000;

  private final Broker broker;
  private Connection connection;
  private Channel channel;
  private ConfirmedPublisher publisher;

  Copier(Broker broker) {
    this.broker = broker;
  }

  /**
   * Opens the connection.
   *
   * @param consuming the one that what is to be copied comes by
   * @throws payments.common.ReportedException if there is none to be had, with the cure
   */
  void open(Connection consuming) {
    connection = broker.connectToPublish("payments dead-letters, publishing", consuming);
    connection.addBlockedListener(
        reason -> log.warn("the broker takes no messages for now: {}", reason),
        () -> log.info("the broker takes messages again"));
  }

  /**
   * Publishes a message and waits until the broker has taken responsibility for it.
   *
   * @throws NotConfirmedException if it has not: another one may fare better
   * @throws IOException if no other one will
   */
  void publish(Message message) throws NotConfirmedException, IOException, InterruptedException {
    if (channel == null || !channel.isOpen()) { // a missing exchange closes it
      channel = connection.createChannel();
      publisher = new ConfirmedPublisher(channel);
    }
    try {
      publisher.publish(message).get(CONFIRM_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (NotConfirmedException) e.getCause();
    } catch (TimeoutException e) {
      throw new IOException("no confirm within %d s".formatted(CONFIRM_SECONDS), e);
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.abort(CLOSE_MILLIS);
    }
  }
}
