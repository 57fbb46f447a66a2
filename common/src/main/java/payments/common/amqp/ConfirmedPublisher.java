package payments.common.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.amqp.NotConfirmedException.Reason;

/**
 * Publishes messages and tells when the broker has taken responsibility for each.
 *
 * <p>Any thread may publish.
 */
public final class ConfirmedPublisher {
  private static final Logger log = LoggerFactory.getLogger(ConfirmedPublisher.class);

  private final List<Line> lines = new CopyOnWriteArrayList<>();

  /** The last one that was opened. */
  private volatile Line present;

  private volatile Consumer<Duration> onConfirm;

  /** Takes over a channel, on which nothing else is published. */
  public ConfirmedPublisher(Channel channel) throws IOException {
    present = new Line(channel);
    lines.add(present);
  }

  /**
   * Goes on by another channel; what was published before is still confirmed by its own. RabbitMQ
   * 3.10 may refuse for a channel what it takes from others: what is sent to a quorum queue that
   * was once too long, though its limit is gone.
   */
  public void goOnBy(Channel channel) throws IOException {
    Line next = new Line(channel);
    lines.add(next);
    present = next;
    for (Line former : lines) {
      if (former != next && former.retire()) {
        lines.remove(former);
      }
    }
  }

  /**
   * Publishes a message. The call blocks while the broker takes no bytes.
   *
   * @param confirmation hears what becomes of it
   */
  public void publish(Message message, Confirmation confirmation) {
    while (!present.publish(message, confirmation)) {
      log.debug("goes on by another channel");
    }
  }

  /**
   * The same, for whoever waits for it. What depends on the future without waiting is to look after
   * its own failures: nobody else sees them.
   *
   * @return completes when the message is confirmed; fails with {@link NotConfirmedException}
   */
  public CompletableFuture<Void> publish(Message message) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    publish(
        message,
        new Confirmation() {
          @Override
          public void confirmed() {
            future.complete(null);
          }

          @Override
          public void failed(NotConfirmedException why) {
            future.completeExceptionally(why);
          }
        });
    return future;
  }

  /** Has somebody told how long each confirm took, on the connection's own thread. */
  public void onConfirm(Consumer<Duration> listener) {
    onConfirm = listener;
  }

  /** Returns how many messages have been neither confirmed nor given up. */
  public int outstanding() {
    return lines.stream().mapToInt(line -> line.unconfirmed.size()).sum();
  }

  /** Returns how long the oldest message has waited for its confirm, zero if none does. */
  public Duration oldest() {
    return Duration.ofNanos(
        lines.stream().mapToLong(line -> line.unconfirmed.oldestNanos()).max().orElse(0));
  }

  /** One channel, and what was published by it. */
  private final class Line {
    private final Channel channel;
    private final UnconfirmedMessages unconfirmed = new UnconfirmedMessages();

    /** Counted here: the client's own count goes on when a message cannot be encoded. */
    private long lastNumber;

    private boolean retired;

    Line(Channel channel) throws IOException {
      this.channel = channel;
      channel.confirmSelect();
      channel.addReturnListener(unconfirmed::returned);
      ConfirmCallback acks = (tag, multiple) -> confirm(unconfirmed.take(tag, multiple));
      ConfirmCallback nacks = (tag, multiple) -> refuse(unconfirmed.take(tag, multiple));
      channel.addConfirmListener(acks, nacks);
      channel.addShutdownListener(this::lose);
    }

    /** Returns whether it takes messages still. */
    boolean publish(Message message, Confirmation confirmation) {
      List<UnconfirmedMessages.Entry> unsent = List.of();
      String why = "";
      synchronized (this) {
        if (retired) {
          return false;
        }
        long number = ++lastNumber;
        unconfirmed.add(number, message, confirmation);
        try {
          send(message);
        } catch (IOException | AlreadyClosedException e) {
          unsent = unconfirmed.take(number, false);
          why = "the channel is closed: " + Failures.reason(e);
        }
      }
      for (UnconfirmedMessages.Entry entry : unsent) {
        entry.fail(Reason.LOST, why);
      }
      return true;
    }

    /** Closes the channel, unless a confirm is still to come. */
    synchronized boolean retire() {
      if (unconfirmed.size() == 0) {
        retired = true;
        try {
          channel.abort();
        } catch (IOException e) {
          log.debug("a channel of former use is closed already", e);
        }
      }
      return retired;
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
          message.exchange(),
          message.routingKey(),
          message.mandatory(),
          properties,
          message.body());
    }

    private void confirm(List<UnconfirmedMessages.Entry> entries) {
      Consumer<Duration> listener = onConfirm;
      if (listener != null) {
        entries.forEach(entry -> listener.accept(entry.age()));
      }
      entries.forEach(UnconfirmedMessages.Entry::confirm);
    }

    private void refuse(List<UnconfirmedMessages.Entry> entries) {
      entries.forEach(entry -> entry.fail(Reason.REFUSED, "the broker refused it"));
    }

    /** The client passes over what a shutdown listener throws, so that it is handed on here. */
    private void lose(ShutdownSignalException cause) {
      try {
        String why = Failures.reason(cause);
        unconfirmed.takeAll().forEach(entry -> entry.fail(Reason.LOST, why));
      } catch (RuntimeException | Error e) {
        channel.getConnection().getExceptionHandler().handleConfirmListenerException(channel, e);
      }
    }
  }
}
