package payments.consumer;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Declarer;
import payments.common.amqp.Failures;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.Topology;
import payments.consumer.broker.Carrier;
import payments.consumer.broker.ClientLog;
import payments.consumer.broker.Inbox;
import payments.consumer.broker.Incoming;
import payments.consumer.broker.LogReader;
import payments.consumer.broker.Messages;
import payments.consumer.broker.PaymentsLog;
import payments.consumer.delay.DelayModes;
import payments.consumer.desk.Desk;
import payments.consumer.desk.Effect;
import payments.consumer.desk.Input;
import payments.consumer.desk.Source;
import payments.consumer.desk.Terms;
import payments.consumer.event.Event;

/**
 * The opening of a session: declares, reads the logs, and begins to consume. A connection for
 * publishing of its own, so that a broker which blocks publishers still takes acknowledgements.
 */
final class Opening {
  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  /** What names this process in the logs. */
  private static final class Process {
    private static final String NAME = Messages.newProcess();
  }

  private final Session session;
  private final Broker broker;
  private final Settings settings;
  private final Declarer declarer;
  private final DelayModes.Choice choice;
  private final Terms.Log kept;
  private final Connection consuming;
  private final Connection publishing;
  private final ConfirmedPublisher publisher;
  private final ScheduledExecutorService timer;
  private final Carrier carrier;
  private final Desk desk;
  private final Optional<ClientLog> clientLog;
  private final Optional<PaymentsLog> paymentsLog;
  private final Watch watch;

  /**
   * Declares what is to be there, and connects.
   *
   * @param connection to start with
   */
  Opening(Session session, Broker broker, Settings settings, Connection connection)
      throws IOException {
    this.session = session;
    this.broker = broker;
    this.settings = settings;
    declarer = new Declarer(broker, connection, session::connect);
    PaymentsExchange exchange = Topology.declare(declarer, settings.effectiveQueueType());
    choice = settings.modes().choose(settings.delay(), declarer, exchange);
    kept = declareLogs();
    consuming = session.watch(declarer.connection());
    publishing =
        session.watch(
            session.keep(broker.connectToPublish(Session.NAME + ", publishing", consuming)));
    publisher = new ConfirmedPublisher(openPublishingChannel());
    session.onConfirm().ifPresent(publisher::onConfirm);
    timer = openTimer();
    desk =
        new Desk(
            session.memory(),
            Terms.of(
                settings.patience(),
                kept,
                settings.publishProcessed() && kept == Terms.Log.SHARED,
                settings.prefetch()),
            choice.mode());
    Messages messages = new Messages(choice.mode(), Process.NAME);
    carrier =
        new Carrier(
            desk, session.memory(), messages, publisher, session.journal(), timer, new Around());
    paymentsLog =
        kept == Terms.Log.SHARED
            ? Optional.of(
                new PaymentsLog(
                    session.openChannel(consuming),
                    publisher,
                    carrier,
                    messages,
                    session.lose(Lost.LOG)))
            : Optional.empty();
    clientLog =
        kept == Terms.Log.NO_STREAMS
            ? Optional.empty()
            : Optional.of(
                new ClientLog(
                    session.openChannel(consuming),
                    publisher,
                    carrier,
                    session.memory().clients().copy(),
                    session.lose(Lost.LOG)));
    watch = openWatch();
  }

  private Terms.Log declareLogs() {
    boolean streams = Logs.declareClientsLog(declarer);
    if (!streams) {
      session.warn(
          declarer.info()
              + " has no streams: registrations, and what was processed, are remembered as long as this process lasts");
    } else if (settings.paymentsLog()) {
      Logs.declarePaymentsLog(declarer);
    }
    if (settings.publishProcessed() && !streams) {
      throw new ReportedException(
          "--publish-processed needs streams, which %s does not have".formatted(declarer.info()),
          "start without it, or use RabbitMQ 3.10 or later");
    }
    if (settings.publishProcessed()) {
      declarer.exchange(Names.PROCESSED_PAYMENTS, "fanout", Map.of());
    }
    if (!streams) {
      return Terms.Log.NO_STREAMS;
    }
    return settings.paymentsLog() ? Terms.Log.SHARED : Terms.Log.NONE;
  }

  private Channel openPublishingChannel() throws IOException {
    Channel channel = session.openChannel(publishing);
    channel.addShutdownListener(
        cause -> {
          // else the connection is lost, which says so itself, or the channel is of no more use
          if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
            session.lose(Lost.PUBLISHING, "nothing can be published: " + Failures.reason(cause));
          }
        });
    return channel;
  }

  private ScheduledExecutorService openTimer() {
    ScheduledExecutorService later =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "later");
              thread.setDaemon(true);
              return thread;
            },
            (task, ended) -> log.debug("the session is over: not done any more"));
    session.closeAtTheEnd(later::shutdownNow);
    return later;
  }

  private Watch openWatch() {
    List<LogReader> readers = new ArrayList<>();
    clientLog.map(ClientLog::reader).ifPresent(readers::add);
    paymentsLog.map(PaymentsLog::reader).ifPresent(readers::add);
    Watch opened =
        new Watch(
            publisher,
            readers,
            session.journal(),
            carrier,
            session.lose(Lost.STANDSTILL),
            session::fail);
    session.closeAtTheEnd(opened);
    publishing.addBlockedListener(
        reason -> {
          opened.setBlocked(true);
          session.warn("the broker takes no messages for now: " + reason);
        },
        () -> {
          opened.setBlocked(false);
          log.info("the broker takes messages again");
        });
    return opened;
  }

  /** Once it knows the clients, it need not wait for them again after a lost connection. */
  void read() throws IOException, InterruptedException, ExecutionException {
    CompletableFuture<Void> decided =
        paymentsLog.isPresent()
            ? paymentsLog.get().read(settings.patience().schedule().longest())
            : CompletableFuture.completedFuture(null);
    CompletableFuture<Void> registered =
        clientLog.isPresent() ? clientLog.get().read() : CompletableFuture.completedFuture(null);
    if (clientLog.isEmpty()) {
      carrier.tell(new Input.ClientsComplete());
    }
    session.await(decided);
    if (!session.memory().isComplete()) {
      session.await(registered);
      clientLog
          .map(ClientLog::reader)
          .ifPresent(
              reader -> log.info("read {} registrations from {}", reader.count(), reader.stream()));
      paymentsLog
          .map(PaymentsLog::reader)
          .ifPresent(
              reader -> log.info("read {} payments from {}", reader.count(), reader.stream()));
    }
    clientLog
        .map(ClientLog::reader)
        .filter(reader -> reader.missing() > 0)
        .ifPresent(this::warnOfMissing);
  }

  private void warnOfMissing(LogReader reader) {
    session.warn(
        "the first %d records of %s are gone, cut off by a retention policy: clients registered in them may be unknown; exempt %s from policies that set max-age or max-length-bytes"
            .formatted(reader.missing(), reader.stream(), reader.stream()));
  }

  /**
   * Begins to consume. Deliveries begin once all else is asked: while they wait to be handled, the
   * client reads no answer once a thousand of them wait on one channel, unless it knows that one is
   * due; and of two questions in a row on the same channel it may forget the second.
   */
  Running consume() throws IOException {
    List<Inbox> inboxes = new ArrayList<>();
    for (Source source : List.of(Source.CLIENTS, Source.WAITED, Source.PAYMENTS)) {
      Inbox inbox = new Inbox(broker.openChannel(consuming), source, settings.prefetch());
      inboxes.add(inbox);
      carrier.add(inbox);
      inbox.prepare(new Deliveries(source));
    }
    Running running =
        new Running(desk, carrier, publisher, List.copyOf(inboxes), clientLog, timer, watch);
    for (Inbox inbox : inboxes) {
      inbox.start();
    }
    if (declarer.info().isRabbitMq(3, 0)) { // others count what is not settled, too
      watch.over(inboxes, this::hasRoom, () -> broker.openChannel(consuming));
    }
    return running;
  }

  private boolean hasRoom(Inbox inbox) {
    return inbox.unsettled() - desk.heldOfFormer(inbox.source()) < settings.prefetch();
  }

  /** Returns host and port of the broker's node. */
  String node() {
    return broker.nodeOf(consuming);
  }

  /** Returns what to say when all is ready. */
  Event.Ready ready() {
    log.info(
        "{} at {}: {} ({})", declarer.info(), node(), choice.mode().description(), choice.reason());
    return new Event.Ready(
        declarer.info().toString(),
        choice.mode().name(),
        choice.reason(),
        paymentsLog.map(present -> present.reader().stream()).orElse("none"),
        node());
  }

  /** The deliveries of a queue. */
  private final class Deliveries implements Inbox.Listener {
    private final Source source;

    Deliveries(Source source) {
      this.source = source;
    }

    @Override
    public void delivered(Incoming message) {
      if (session.awaitReady()) { // else it comes again, in the next session
        carrier.delivered(source, message);
      }
    }

    @Override
    public void consuming(int consumer) {
      carrier.tell(new Input.Consuming(source, consumer));
    }

    @Override
    public void roomMade() {
      carrier.tell(new Input.RoomMade(source));
    }

    @Override
    public void lost(String why) {
      session.lose(Lost.QUEUE, why);
    }
  }

  private final class Around implements Carrier.Surroundings {
    @Override
    public void warn(String text) {
      session.warn(text);
    }

    @Override
    public void changeChannel() {
      try {
        publisher.goOnBy(openPublishingChannel());
      } catch (IOException | AlreadyClosedException | ReportedException e) {
        log.debug("no other channel to publish by", e);
      }
    }

    @Override
    public CompletableFuture<Void> mark() {
      return paymentsLog.orElseThrow().reader().mark();
    }

    @Override
    public void end(Effect.EndSession end) {
      session.lose(
          end.why() == Effect.Why.RETURNED ? Lost.PUBLISHING : Lost.STANDSTILL, end.detail());
    }

    @Override
    public void failed(Throwable failure) {
      session.fail(failure);
    }
  }
}
