package payments.common.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.amqp.NotConfirmedException.Reason;

/**
 * Publishes messages and tells when the broker has taken responsibility for each.
 *
 * <p>Any thread may publish. Futures complete on the connection's own thread: what depends on them
 * must neither block nor wait for an answer of the broker.
 */
public final class ConfirmedPublisher {
  private static final Logger log = LoggerFactory.getLogger(ConfirmedPublisher.class);

  private final Channel channel;
  private final UnconfirmedMessages unconfirmed = new UnconfirmedMessages();

  /** Counted here: the client's own count goes on when a message cannot be encoded. */
  private long lastNumber;

  /** Takes over a channel, on which nothing else is published. */
  public ConfirmedPublisher(Channel channel) throws IOException {
    this.channel = channel;
    channel.confirmSelect();
    channel.addReturnListener(unconfirmed::returned);
    ConfirmCallback acks = (tag, multiple) -> complete(unconfirmed.take(tag, multiple));
    ConfirmCallback nacks = (tag, multiple) -> refuse(unconfirmed.take(tag, multiple));
    channel.addConfirmListener(acks, nacks);
    channel.addShutdownListener(this::lose);
  }

  /**
   * Publishes a message. The call blocks while the broker takes no bytes.
   *
   * @return completes when the message is confirmed; fails with {@link NotConfirmedException}
   */
  public CompletableFuture<Void> publish(Message message) {
    UnconfirmedMessages.Entry entry;
    synchronized (this) {
      entry = unconfirmed.add(++lastNumber, message);
      try {
        send(message);
      } catch (IOException | AlreadyClosedException e) {
        unconfirmed.withdraw(entry);
        entry.fail(Reason.LOST, "the channel is closed: " + e.getMessage());
      }
    }
    return entry.future();
  }

  /** Returns how many messages have been neither confirmed nor given up. */
  public int outstanding() {
    return unconfirmed.size();
  }

  private void send(Message message) throws IOException {
    try {
      send(message, message.properties());
    } catch (IllegalArgumentException e) {
      // Thrown before a byte is sent: the headers that others gave leave no room for ours.
      log.warn("a copy leaves headers of its original behind: {}", e.getMessage());
      send(message, Copies.withOwnHeadersOnly(message.properties()));
    }
  }

  private void send(Message message, BasicProperties properties) throws IOException {
    channel.basicPublish(
        message.exchange(), message.routingKey(), message.mandatory(), properties, message.body());
  }

  private static void complete(List<UnconfirmedMessages.Entry> entries) {
    entries.forEach(UnconfirmedMessages.Entry::confirm);
  }

  private static void refuse(List<UnconfirmedMessages.Entry> entries) {
    entries.forEach(entry -> entry.fail(Reason.REFUSED, "the broker refused it"));
  }

  private void lose(ShutdownSignalException cause) {
    unconfirmed.takeAll().forEach(entry -> entry.fail(Reason.LOST, cause.getMessage()));
  }
}
