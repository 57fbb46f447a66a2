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
import payments.common.amqp.Notice;

/**
 * Publishes one message at a time, on a connection of its own: a broker that blocks publishers
 * still takes acknowledgements.
 */
final class Copier implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Copier.class);
  private static final int CONFIRM_SECONDS = 60;

  private final Broker broker;
  private final Connection consuming;
  private Connection connection;
  private Channel channel;
  private ConfirmedPublisher publisher;

  /**
   * Connects when there is something to publish.
   *
   * @param consuming the connection that what is to be copied comes by
   */
  Copier(Broker broker, Connection consuming) {
    this.broker = broker;
    this.consuming = consuming;
  }

  /**
   * Opens the connection, if it is not open.
   *
   * @throws payments.common.ReportedException if there is none to be had, with the cure
   */
  void open() {
    if (connection != null) {
      return;
    }
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
    open();
    if (channel == null || !channel.isOpen()) { // a missing exchange closes it
      channel = broker.openChannel(connection);
      publisher = new ConfirmedPublisher(channel);
    }
    Notice notice = Notice.of("the publishing of a copy", broker.nodeOf(connection));
    try {
      publisher.publish(message).get(CONFIRM_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (NotConfirmedException) e.getCause();
    } catch (TimeoutException e) {
      throw new IOException("no confirm within %d s".formatted(CONFIRM_SECONDS), e);
    } finally {
      notice.close();
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      broker.close(connection);
    }
  }
}
