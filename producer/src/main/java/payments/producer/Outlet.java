package payments.producer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.amqp.Broker;
import payments.common.amqp.Confirmation;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.DeclarationFailure;
import payments.common.amqp.NotConfirmedException;
import payments.common.amqp.NotConfirmedException.Reason;
import payments.common.amqp.Refusal;
import payments.producer.Ledger.Broken;
import payments.producer.Ledger.Loss;
import payments.producer.Ledger.Rejected;
import payments.producer.Ledger.Sent;

/**
 * A connection that messages go out on, for as long as it lasts. It says when the broker takes
 * nothing, and gives up one that has long owed an answer: a thread of its own does, for the one
 * that publishes may be held up by a full socket.
 */
final class Outlet implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Outlet.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration SAY = Duration.ofSeconds(10);
  private static final Duration GIVE_UP = Duration.ofSeconds(30);
  private static final Duration REPEAT = Duration.ofMinutes(1);

  private final Broker broker;
  private final Connection connection;
  private final Channel channel;
  private final ConfirmedPublisher publisher;
  private final Ledger ledger;
  private final int number;
  private volatile boolean closed;

  /** Why the broker takes nothing, null while it does. */
  private volatile String blocked;

  /**
   * Takes over a connection.
   *
   * @param number of this connection in the ledger
   */
  Outlet(Broker broker, Connection connection, Ledger ledger, int number) throws IOException {
    this.broker = broker;
    this.connection = connection;
    this.ledger = ledger;
    this.number = number;
    connection.addBlockedListener(this::block, this::unblock);
    channel = broker.openChannel(connection);
    publisher = new ConfirmedPublisher(channel);
    Thread watch = new Thread(this::watch, "watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** Publishes a message; the ledger hears what becomes of it. Blocks while the socket is full. */
  void publish(Sent sent) {
    publisher.publish(
        sent.outgoing().message(),
        new Confirmation() {
          @Override
          public void confirmed() {
            ledger.confirm(sent);
          }

          @Override
          public void failed(NotConfirmedException why) {
            if (why.reason() == Reason.LOST) {
              ledger.lose(number, loss(why));
            } else {
              ledger.refuse(sent, why.getMessage());
            }
          }
        });
  }

  /** The broker's own words, if it closed the connection or the channel. */
  private Loss loss(Throwable failure) {
    boolean channelOnly = connection.isOpen() && !channel.isOpen();
    Throwable reason = channelOnly ? channel.getCloseReason() : connection.getCloseReason();
    return Refusal.in(reason)
        .map(this::loss)
        .orElseGet(() -> new Broken(words(reason == null ? failure : reason)));
  }

  private Loss loss(Refusal refusal) {
    return switch (refusal.code()) {
      case AMQP.CONNECTION_FORCED, AMQP.INTERNAL_ERROR -> new Broken(refusal.text());
      case AMQP.ACCESS_REFUSED ->
          new Rejected(
              refusal.text(), DeclarationFailure.lookAtPermissions(broker, "write there"), true);
      case AMQP.NOT_FOUND ->
          new Rejected(
              refusal.text(), "send again: what is missing is declared at the start", true);
      default -> new Rejected(refusal.text(), "the broker's log may say more", false);
    };
  }

  private static String words(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    return "it ended without a word";
  }

  private void block(String reason) {
    blocked = reason;
    log.warn("the broker takes no messages for now: {}", reason);
  }

  private void unblock() {
    blocked = null;
    ledger.signOfLife();
    log.info("the broker takes messages again");
  }

  private void watch() {
    try {
      long blockedLooks = 0;
      boolean said = false;
      while (!closed) {
        Thread.sleep(LOOK.toMillis());
        String reason = blocked;
        if (reason == null) {
          blockedLooks = 0;
          said = look(said);
        } else {
          ledger.signOfLife();
          if (++blockedLooks % REPEAT.toSeconds() == 0) {
            log.warn("the broker still takes no messages: {}", reason);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean look(boolean said) {
    Duration silence = ledger.silence();
    if (silence.compareTo(GIVE_UP) >= 0) {
      ledger.lose(number, new Broken("no confirm for %d s".formatted(GIVE_UP.toSeconds())));
      close();
    } else if (silence.compareTo(SAY) >= 0 && !said) {
      log.warn(
          "waiting for {} to confirm: nothing for {} s",
          broker.nodeOf(connection),
          SAY.toSeconds());
    }
    return silence.compareTo(SAY) >= 0;
  }

  @Override
  public void close() {
    closed = true;
    broker.close(connection);
  }
}
