package payments.consumer;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.Names;
import payments.common.amqp.Broker;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Declarer;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.Topology;
import payments.common.delay.DelayModes;
import payments.consumer.delivery.Handover;
import payments.consumer.delivery.Inbox;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Journal;
import payments.consumer.event.Event;
import payments.consumer.matching.ClientLog;
import payments.consumer.matching.ClientLogReader;
import payments.consumer.matching.DeadLetters;
import payments.consumer.matching.Matching;
import payments.consumer.matching.PaymentHandler;
import payments.consumer.matching.RegistrationHandler;

/**
 * The consumer's work while its connections last: declares, reads the client log, consumes, and
 * stops. A connection for publishing of its own, so that a broker which blocks publishers still
 * takes acknowledgements.
 */
final class Session implements AutoCloseable {
  static final String NAME = "payments consumer";

  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int CLOSE_MILLIS = 2_000;

  private final Broker broker;
  private final Settings settings;
  private final Matching matching;
  private final Journal journal;
  private final Life life;
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final List<Connection> connections = new ArrayList<>();
  private final List<Inbox> inboxes = new ArrayList<>();

  Session(Broker broker, Settings settings, Matching matching, Journal journal, Life life) {
    this.broker = broker;
    this.settings = settings;
    this.matching = matching;
    this.journal = journal;
    this.life = life;
  }

  /**
   * Runs until the process is to end, or something is lost.
   *
   * @param connection to start with
   * @throws payments.common.ReportedException if the broker cannot be used as it is
   */
  void run(Connection connection) throws InterruptedException {
    connections.add(connection);
    try {
      open(connection);
      CompletableFuture.anyOf(end, life.end()).get();
      if (!life.isOver()) {
        log.warn("{}: {}; starting anew", broker.address(), end.get());
      } else if (!life.isFailed()) {
        stop();
      }
    } catch (IOException | AlreadyClosedException | TimeoutException e) {
      log.warn("{}: {}; starting anew", broker.address(), e.getMessage());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void lose(String reason) {
    end.complete(reason);
  }

  private void open(Connection connection)
      throws IOException, InterruptedException, ExecutionException {
    Declarer declarer = new Declarer(broker, connection, this::connect);
    PaymentsExchange payments = Topology.declare(declarer, settings.queueType());
    DelayModes.Choice choice = settings.modes().choose(settings.delay(), declarer, payments);
    boolean logged = declareClientLog(declarer);
    Connection consuming = watch(declarer.connection());
    ConfirmedPublisher publisher = openPublisher(consuming);
    Handover handover = new Handover(publisher, journal, this::lose);
    CompletableFuture<Long> replayed =
        logged
            ? readClientLog(consuming.createChannel(), publisher)
            : CompletableFuture.completedFuture(0L);
    if (!end.isDone() && !life.isOver()) {
      consume(consuming, choice, logged, replayed, handover);
      ready(declarer, choice);
    }
  }

  private Connection connect() {
    Connection connection = broker.connect(NAME);
    connections.add(connection);
    return connection;
  }

  private boolean declareClientLog(Declarer declarer) {
    boolean logged = Topology.declareClientLog(declarer);
    if (!logged) {
      log.warn("{} has no streams: registrations last as long as this process", declarer.info());
    }
    return logged;
  }

  private ConfirmedPublisher openPublisher(Connection consuming) throws IOException {
    Connection publishing = broker.connectToPublish(NAME + ", publishing", consuming);
    connections.add(publishing);
    watch(publishing)
        .addBlockedListener(
            reason -> log.warn("the broker takes no messages for now: {}", reason),
            () -> log.info("the broker takes messages again"));
    Channel channel = publishing.createChannel();
    channel.addShutdownListener(
        cause -> {
          if (!cause.isHardError()) { // else the connection is lost, which says so itself
            lose("nothing can be published: " + cause.getMessage());
          }
        });
    return new ConfirmedPublisher(channel);
  }

  private Connection watch(Connection connection) {
    connection.addShutdownListener(cause -> lose("connection lost: " + cause.getMessage()));
    return connection;
  }

  /** Once it knows the clients, it need not wait for them again after a lost connection. */
  private CompletableFuture<Long> readClientLog(Channel channel, ConfirmedPublisher publisher)
      throws IOException, InterruptedException, ExecutionException {
    CompletableFuture<Long> replayed =
        new ClientLogReader(channel, Names.CLIENTS_LOG, matching.clients(), this::lose)
            .open(publisher);
    if (!matching.isStarted()) {
      CompletableFuture.anyOf(replayed, end, life.end()).get();
      replayed.thenAccept(
          records -> log.info("read {} registrations from {}", records, Names.CLIENTS_LOG));
    }
    return replayed;
  }

  private void consume(
      Connection connection,
      DelayModes.Choice choice,
      boolean logged,
      CompletableFuture<Long> replayed,
      Handover handover)
      throws IOException {
    DeadLetters deadLetters = new DeadLetters(handover, journal);
    ClientLog clientLog = logged ? ClientLog.in(Names.CLIENTS_LOG, handover) : ClientLog.NONE;
    PaymentHandler payments =
        new PaymentHandler(
            matching, replayed::isDone, choice.mode(), handover, deadLetters, journal);
    open(
        connection,
        Names.CLIENTS_PROCESSOR,
        new RegistrationHandler(matching.clients(), clientLog, deadLetters, journal));
    open(connection, Names.PAYMENT_REPROCESSOR, payments);
    open(connection, Names.PAYMENT_PROCESSOR, payments);
  }

  private void open(Connection connection, String queue, Consumer<Incoming> handler)
      throws IOException {
    Channel channel = connection.createChannel();
    channel.basicQos(settings.prefetch());
    Inbox inbox = new Inbox(channel, queue);
    inbox.open(handler, this::lose);
    inboxes.add(inbox);
  }

  private void ready(Declarer declarer, DelayModes.Choice choice) {
    matching.start();
    log.info(
        "{} at {}: {} ({})",
        declarer.info(),
        broker.address(),
        choice.mode().description(),
        choice.reason());
    journal.write(
        new Event.Ready(declarer.info().toString(), choice.mode().name(), choice.reason()));
  }

  /** Takes nothing more, waits for the confirms of what it took, and puts back the rest. */
  private void stop() throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (Inbox inbox : inboxes) {
      inbox.stop(PATIENCE);
    }
    while (!inboxes.stream().allMatch(Inbox::isSettled) && System.nanoTime() - deadline < 0) {
      Thread.sleep(5);
    }
    for (Inbox inbox : inboxes) {
      journal.settleRest(inbox).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    connections.forEach(connection -> connection.abort(CLOSE_MILLIS));
  }
}
