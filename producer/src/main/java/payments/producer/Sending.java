package payments.producer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.Declarer;
import payments.common.amqp.QueueType;
import payments.common.amqp.Refusal;
import payments.common.amqp.Topology;
import payments.producer.Ledger.Loss;
import payments.producer.Ledger.Sent;

/**
 * Sends messages ahead of their confirms, but not too far, and stops at the first that is refused.
 * A lost connection is replaced: what was in doubt then is sent again with the same {@code
 * message-id}, by which the consumer knows a payment that it already has.
 */
final class Sending {
  private static final Logger log = LoggerFactory.getLogger(Sending.class);
  private static final String NAME = "payments producer";
  private static final Duration COME_BACK = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** How often it is looked, while standard input is slow, what became of the messages before. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Broker broker;
  private final QueueType queueType;
  private final Route route;
  private final Ledger ledger;
  private final ClientIds clients;
  private final LongFunction<Outgoing> messageOf;

  private Connection connection;
  private String node;
  private int connections;
  private Sent last;
  private RuntimeException unreadable;

  /** For how long there was no connection since the last confirm, and how many there were then. */
  private long awayNanos;

  private long confirmedAtOutage = -1;

  /** Prepares to send; nothing is opened yet. */
  Sending(SendOptions options, Route route, Ledger ledger, LongFunction<Outgoing> messageOf) {
    broker = options.broker();
    queueType = options.queueType();
    clients = options.clients();
    this.route = route;
    this.ledger = ledger;
    this.messageOf = messageOf;
  }

  /**
   * Sends a message for each client and waits for all confirms.
   *
   * @return what was sent, in one line
   * @throws ReportedException if one was not confirmed: how many were, and where to go on
   */
  String sendAll() throws InterruptedException {
    long start = System.nanoTime();
    Outlet outlet = open();
    try {
      start = System.nanoTime();
      while (!sendOver(outlet)) {
        outlet.close();
        outlet = comeBack(ledger.account());
      }
    } finally {
      outlet.close();
    }
    Account account = ledger.account();
    if (account.refused().isPresent()) {
      throw Report.refused(account, account.refused().get());
    }
    if (unreadable != null) {
      throw Report.unreadable(account, unreadable.getMessage(), unreadable);
    }
    String only = account.sent() == 1 ? last.outgoing().name().get() : "";
    return Report.done(account, only, System.nanoTime() - start);
  }

  /** Returns whether nothing is left to send or in doubt; if not, the connection is lost. */
  private boolean sendOver(Outlet outlet) throws InterruptedException {
    for (Sent again : ledger.resume(connections)) {
      outlet.publish(again);
    }
    try {
      while (unreadable == null && ledger.awaitRoom()) {
        if (!clients.isReady(LOOK)) {
          continue; // what was sent may be refused meanwhile, or the connection lost
        }
        if (!clients.hasNext()) {
          break;
        }
        long client = clients.nextLong();
        last = ledger.add(client, messageOf.apply(client));
        outlet.publish(last);
      }
    } catch (ClientIds.NotAnIdException | UncheckedIOException e) {
      unreadable = e;
    }
    return ledger.awaitAll();
  }

  private Outlet comeBack(Account account) throws InterruptedException {
    Loss loss = account.loss().orElseThrow();
    if (account.refused().isPresent()) {
      throw Report.refused(account, account.refused().get());
    }
    if (loss instanceof Ledger.Rejected rejected) {
      throw Report.rejected(account, rejected);
    }
    if (account.confirmed() > confirmedAtOutage) {
      confirmedAtOutage = account.confirmed();
      awayNanos = 0;
    }
    log.warn(
        "connection to {} lost: {}; {} confirmed, {} in doubt, which are sent again with the same message-id",
        node,
        loss.why(),
        account.confirmed(),
        account.inDoubt().size());
    return openAgain(account, loss.why());
  }

  private Outlet openAgain(Account account, String why) throws InterruptedException {
    ReportedException failure =
        new ReportedException("connection to " + node + " lost: " + why, "see its log");
    long start = System.nanoTime() - awayNanos;
    if (awayNanos > 0) {
      Thread.sleep(AGAIN.toMillis()); // the last connection brought no confirm
    }
    while (System.nanoTime() - start < COME_BACK.toNanos()) {
      try {
        Outlet outlet = open();
        awayNanos = System.nanoTime() - start;
        log.info("connected again to {}", node);
        return outlet;
      } catch (ReportedException e) {
        failure = e;
        if (!e.mayPass()) {
          break;
        }
        Thread.sleep(AGAIN.toMillis());
      }
    }
    throw Report.lost(account, failure.getMessage(), failure.cure());
  }

  private Outlet open() {
    boolean opened = false;
    try {
      Declarer declarer = new Declarer(broker, connect(), this::connect);
      makeSure(declarer);
      Outlet outlet = new Outlet(broker, declarer.connection(), ledger, ++connections);
      node = broker.nodeOf(declarer.connection());
      opened = true;
      return outlet;
    } catch (IOException | ShutdownSignalException e) {
      throw ReportedException.thatMayPass(
          "connection to %s lost as soon as it was made".formatted(broker.address()),
          "see the broker's log",
          e);
    } finally {
      if (!opened && connection != null) {
        broker.close(connection);
      }
    }
  }

  private Connection connect() {
    connection = broker.connect(NAME);
    return connection;
  }

  /**
   * Takes the topology as it is, and declares it only where there is none yet. Who may not look may
   * still be allowed to send: a message that no queue takes comes back.
   */
  private void makeSure(Declarer declarer) {
    Optional<Refusal> refusal =
        declarer.find(
            route.exchange(),
            route.queue(),
            why -> why.meansMissing() || why.code() == AMQP.ACCESS_REFUSED);
    if (refusal.filter(Refusal::meansMissing).isPresent()) {
      Topology.declare(declarer, queueType);
    }
  }
}
