package payments.consumer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.DeclarationFailure;
import payments.common.amqp.Declarer;
import payments.common.amqp.Failures;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.Refusal;
import payments.common.amqp.Topology;
import payments.consumer.clientlog.ClientLog;
import payments.consumer.delivery.Inbox;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Journal;
import payments.consumer.delivery.Outcome;
import payments.consumer.delivery.PatientPublisher;
import payments.consumer.delivery.Settler;
import payments.consumer.event.Event;
import payments.consumer.log.LogReader;
import payments.consumer.paymentslog.PaymentsLog;
import payments.consumer.rules.AtOnce;
import payments.consumer.rules.Payments;
import payments.consumer.rules.Registrations;
import payments.consumer.waiting.DelayModes;
import payments.consumer.waiting.WaitingPayments;

/**
 * The consumer's work while its connections last: declares, reads the logs, consumes, and stops. A
 * connection for publishing of its own, so that a broker which blocks publishers still takes
 * acknowledgements.
 */
final class Session implements AutoCloseable {
  static final String NAME = "payments consumer";

  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
  private static final Duration LONGEST_REQUEUE = Duration.ofMillis(1_500);

  private final Broker broker;
  private final Settings settings;
  private final Memory memory;
  private final Journal journal;
  private final Shutdown shutdown;
  private final Consumer<String> warn;
  private final CompletableFuture<Lost> lost = new CompletableFuture<>();
  private final List<Connection> connections = new ArrayList<>();
  private final List<AutoCloseable> threads = new ArrayList<>();
  private final List<Inbox> inboxes = new CopyOnWriteArrayList<>();
  private final WaitingPayments waiting = new WaitingPayments();
  private AtOnce atOnce;
  private volatile ConfirmedPublisher publisher;
  private volatile Connection publishingConnection;
  private ClientLog clientLog;
  private ScheduledExecutorService timer;
  private volatile Watch watch;

  /** Until then nothing is handled: what was done comes after the event that says who does it. */
  private final CompletableFuture<Void> readyOrOver = new CompletableFuture<>();

  private volatile boolean ready;
  private volatile long readySince;

  /** Why the broker closed a channel of the session, null if it did not. */
  private volatile Refusal refused;

  private volatile String node = "";
  private Consumer<Duration> onConfirm;

  /**
   * Prepares a session.
   *
   * @param memory what is known from the sessions before
   * @param warn is told what a user should know
   */
  Session(
      Broker broker,
      Settings settings,
      Memory memory,
      Journal journal,
      Shutdown shutdown,
      Consumer<String> warn) {
    this.broker = broker;
    this.settings = settings;
    this.memory = memory;
    this.journal = journal;
    this.shutdown = shutdown;
    this.warn = warn;
  }

  /**
   * Runs until the process is to end, or something is lost.
   *
   * @param connection to start with
   * @return what was lost, none if the process is to end
   * @throws ReportedException if the broker cannot be used as it is, or the session was lost before
   *     it was ready
   */
  Optional<Lost> run(Connection connection) throws InterruptedException {
    connections.add(connection);
    try {
      open(connection);
      CompletableFuture.anyOf(lost, shutdown.requested()).get();
    } catch (IOException | AlreadyClosedException e) {
      if (!ready && !shutdown.isRequested()) {
        throw notReady(Failures.reason(e), Refusal.in(e), e);
      }
      lose(Lost.CONNECTION, Failures.reason(e));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    if (!shutdown.isRequested()) {
      Lost what = lost.getNow(new Lost(Lost.CONNECTION, ""));
      if (!ready) {
        throw notReady(what.detail(), forbidden(), null);
      }
      return Optional.of(what);
    }
    if (!shutdown.isFailure() && !lost.isDone()) {
      stop();
    }
    return Optional.empty();
  }

  /** A refusal stays one, unless the broker is about to start or to stop. */
  private ReportedException notReady(String reason, Optional<Refusal> refusal, Exception failure) {
    String message =
        "the connection to %s was lost before all was ready: %s"
            .formatted(broker.address(), reason);
    if (Refusal.meansStreamStarts(reason)) {
      return ReportedException.thatPassesSoon(
          message, "see the broker's log: a stream does not start on this node", failure);
    }
    if (refusal.isPresent() && !refusal.get().meansFault()) {
      return new ReportedException(message, cure(refusal.get()), failure);
    }
    return ReportedException.thatMayPass(
        message, "see the broker's log; with --wait-for-broker 30s it is tried again", failure);
  }

  /** Of what closed a channel, that which does not pass by itself. */
  private Optional<Refusal> forbidden() {
    return Optional.ofNullable(refused).filter(why -> why.code() == AMQP.ACCESS_REFUSED);
  }

  private String cure(Refusal refusal) {
    if (refusal.meansExclusiveUse()) {
      return DeclarationFailure.endOfExclusiveUse(broker);
    }
    return refusal.code() == AMQP.ACCESS_REFUSED
        ? DeclarationFailure.lookAtPermissions(broker, "write to it and read from it")
        : "see what user and virtual host are allowed: the consumer needs 2 connections and some 10 channels";
  }

  private void lose(String reason, String detail) {
    lost.complete(new Lost(reason, detail));
  }

  private Consumer<String> lose(String reason) {
    return detail -> lose(reason, detail);
  }

  /** Has somebody told how long confirms take; before it runs. */
  void onConfirm(Consumer<Duration> listener) {
    onConfirm = listener;
  }

  /** Returns why no messages are taken, none if they are. Any thread may ask. */
  Optional<String> obstacle(Duration longestBlocked) {
    if (shutdown.isRequested()) {
      return Optional.of("stopping");
    }
    if (lost.isDone()) {
      return lost.thenApply(Lost::detail).thenApply(Optional::of).join();
    }
    Watch watching = watch;
    if (!ready || watching == null) {
      return Optional.of("connecting to %s, or reading the logs".formatted(broker.address()));
    }
    Duration stuck = journal.stuck();
    if (stuck.compareTo(longestBlocked) > 0) {
      return Optional.of("standard output has taken nothing for %d s".formatted(stuck.toSeconds()));
    }
    Duration blocked = watching.blocked();
    return blocked.compareTo(longestBlocked) > 0
        ? Optional.of("the broker has taken no messages for %d s".formatted(blocked.toSeconds()))
        : Optional.empty();
  }

  long clients() {
    return memory.clients().size();
  }

  long unconfirmed() {
    ConfirmedPublisher present = publisher;
    return present == null ? 0 : present.outstanding();
  }

  /** Returns how many deliveries of each queue are not settled. */
  Map<String, Long> unsettled() {
    Map<String, Long> counts = new TreeMap<>();
    inboxes.forEach(inbox -> counts.put(inbox.queue(), (long) inbox.unsettled()));
    return counts;
  }

  WaitingPayments waiting() {
    return waiting;
  }

  private void open(Connection connection)
      throws IOException, InterruptedException, ExecutionException {
    Declarer declarer = new Declarer(broker, connection, this::connect);
    PaymentsExchange exchange = Topology.declare(declarer, settings.effectiveQueueType());
    DelayModes.Choice choice = settings.modes().choose(settings.delay(), declarer, exchange);
    boolean streams = declareLogs(declarer);
    Connection consuming = watch(declarer.connection());
    publisher = openPublisher(consuming);
    timer = openTimer();
    PatientPublisher patient =
        new PatientPublisher(
            publisher,
            this::publishByAnotherChannel,
            timer,
            lose(Lost.PUBLISHING),
            warn,
            shutdown::fail);
    Settler settler = new Settler(patient, journal, timer, shutdown::fail);
    PaymentsLog payments = openPaymentsLog(streams, consuming, publisher);
    if (payments.isShared() || !streams) { // else another consumer would not know of it
      atOnce = startAtOnce(payments, patient);
    }
    ClientLog clients = openClientLog(streams, consuming, publisher);
    clientLog = clients;
    watch = openWatch(publisher, clients, payments);
    read(clients, payments);
    if (!lost.isDone() && !shutdown.isRequested()) {
      Registrations registrations =
          new Registrations(clients, atOnce == null ? client -> {} : atOnce::expect);
      Payments rules =
          new Payments(
              clients,
              payments,
              choice.mode(),
              settings.patience(),
              Optional.ofNullable(atOnce).map(present -> present::remember),
              Clock.systemUTC());
      prepare(consuming, Names.CLIENTS_PROCESSOR, registrations::handle, settler);
      prepare(consuming, Names.PAYMENT_REPROCESSOR, rules::handle, settler);
      prepare(consuming, Names.PAYMENT_PROCESSOR, rules::handle, settler);
      startAll();
      if (declarer.info().isRabbitMq(3, 0)) { // others count what is not settled, too
        watch.over(inboxes, () -> broker.openChannel(consuming));
      }
      ready(declarer, choice, payments, consuming);
    }
  }

  private boolean isBlocked() {
    Watch watching = watch;
    return watching != null && !watching.blocked().isZero();
  }

  /** Whether messages are taken: until then nothing is under way. */
  boolean hasTaken() {
    return !inboxes.isEmpty();
  }

  private Connection connect() {
    Connection connection = broker.connect(NAME);
    connections.add(connection);
    return connection;
  }

  private boolean declareLogs(Declarer declarer) {
    boolean streams = Logs.declareClientsLog(declarer);
    if (!streams) {
      warn.accept(
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
    return streams;
  }

  /** If the broker closes it, its reason is kept. */
  private Channel openChannel(Connection connection) throws IOException {
    Channel channel = broker.openChannel(connection);
    channel.addShutdownListener(cause -> Refusal.in(cause).ifPresent(this::keep));
    return channel;
  }

  private void keep(Refusal refusal) {
    refused = refusal;
    refusal.largestMessage().ifPresent(memory::largestMessage);
  }

  private Channel openPublishingChannel() throws IOException {
    Channel channel = openChannel(publishingConnection);
    channel.addShutdownListener(
        cause -> {
          // else the connection is lost, which says so itself, or the channel is of no more use
          if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
            lose(Lost.PUBLISHING, "nothing can be published: " + Failures.reason(cause));
          }
        });
    return channel;
  }

  private void publishByAnotherChannel() {
    try {
      publisher.goOnBy(openPublishingChannel());
    } catch (IOException | AlreadyClosedException | ReportedException e) {
      log.debug("no other channel to publish by", e);
    }
  }

  private ConfirmedPublisher openPublisher(Connection consuming) throws IOException {
    Connection publishing = broker.connectToPublish(NAME + ", publishing", consuming);
    connections.add(publishing);
    publishingConnection = watch(publishing);
    ConfirmedPublisher confirmed = new ConfirmedPublisher(openPublishingChannel());
    if (onConfirm != null) {
      confirmed.onConfirm(onConfirm);
    }
    return confirmed;
  }

  private Connection watch(Connection connection) {
    connection.addShutdownListener(
        cause -> lose(Lost.CONNECTION, "connection lost: " + Failures.reason(cause)));
    return connection;
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
    threads.add(later::shutdownNow);
    return later;
  }

  private AtOnce startAtOnce(PaymentsLog payments, PatientPublisher patient) {
    AtOnce started =
        new AtOnce(
            waiting,
            memory.clients()::contains,
            payments,
            patient,
            journal,
            this::isBlocked,
            timer,
            shutdown::fail);
    threads.add(started);
    return started;
  }

  private ClientLog openClientLog(
      boolean streams, Connection consuming, ConfirmedPublisher publisher) throws IOException {
    LongConsumer known = atOnce == null ? client -> {} : atOnce::known;
    return streams
        ? ClientLog.in(openChannel(consuming), publisher, memory.clients(), known, lose(Lost.LOG))
        : ClientLog.none(memory.clients(), known);
  }

  private PaymentsLog openPaymentsLog(
      boolean streams, Connection consuming, ConfirmedPublisher publisher) throws IOException {
    return streams && settings.paymentsLog()
        ? PaymentsLog.in(
            openChannel(consuming),
            publisher,
            memory.processed(),
            settings.publishProcessed(),
            timer,
            lose(Lost.LOG))
        : PaymentsLog.none(memory.processed());
  }

  private Watch openWatch(ConfirmedPublisher publisher, ClientLog clients, PaymentsLog payments) {
    List<LogReader> readers = new ArrayList<>();
    clients.reader().ifPresent(readers::add);
    payments.reader().ifPresent(readers::add);
    Watch opened = new Watch(publisher, readers, journal, lose(Lost.STANDSTILL), shutdown::fail);
    threads.add(opened);
    connections
        .get(connections.size() - 1)
        .addBlockedListener(
            reason -> {
              opened.setBlocked(true);
              warn.accept("the broker takes no messages for now: " + reason);
            },
            () -> {
              opened.setBlocked(false);
              log.info("the broker takes messages again");
            });
    return opened;
  }

  /** Once it knows the clients, it need not wait for them again after a lost connection. */
  private void read(ClientLog clients, PaymentsLog payments)
      throws IOException, InterruptedException, ExecutionException {
    CompletableFuture<Void> processed = payments.read(settings.patience().schedule().longest());
    CompletableFuture<Void> registered = clients.read();
    await(processed);
    if (!memory.isComplete()) {
      await(registered);
      clients
          .reader()
          .ifPresent(
              reader -> log.info("read {} registrations from {}", reader.count(), reader.stream()));
      payments
          .reader()
          .ifPresent(
              reader -> log.info("read {} payments from {}", reader.count(), reader.stream()));
    }
    clients.reader().filter(reader -> reader.missing() > 0).ifPresent(this::warnOfMissing);
  }

  private void await(CompletableFuture<Void> read) throws InterruptedException, ExecutionException {
    CompletableFuture.anyOf(read, lost, shutdown.requested()).get();
  }

  private void warnOfMissing(LogReader reader) {
    warn.accept(
        "the first %d records of %s are gone, cut off by a retention policy: clients registered in them may be unknown; exempt %s from policies that set max-age or max-length-bytes"
            .formatted(reader.missing(), reader.stream(), reader.stream()));
  }

  private void prepare(
      Connection connection, String queue, Function<Incoming, Outcome> handler, Settler settler)
      throws IOException {
    Inbox inbox = new Inbox(broker.openChannel(connection), queue, settings.prefetch());
    inboxes.add(inbox);
    inbox.prepare(
        message -> {
          readyOrOver.join();
          if (ready) { // else it comes again, in the next session
            boolean taken = message.body().length <= memory.largestMessage();
            settler.settle(message, taken ? handler.apply(message) : hold(message));
          }
        },
        lose(Lost.QUEUE));
  }

  /** Whatever is to become of it, the broker would take none of it and close the channel. */
  private Outcome hold(Incoming message) {
    warn.accept(
        "a message of %d bytes stays in queue %s: the broker takes none of more than %d; raise its max_message_size, then restart the consumer"
            .formatted(message.body().length, message.queue(), memory.largestMessage()));
    return new Outcome.Hold(
        new CompletableFuture<>(), true, () -> new Outcome.Done(Optional.empty()));
  }

  /**
   * Deliveries begin once all else is asked. While they wait to be handled, the client reads no
   * answer once a thousand of them wait on one channel, unless it knows that one is due; and of two
   * questions in a row on the same channel it may forget the second.
   */
  private void startAll() throws IOException {
    for (Inbox inbox : inboxes) {
      inbox.start();
    }
  }

  private void ready(
      Declarer declarer, DelayModes.Choice choice, PaymentsLog payments, Connection consuming) {
    boolean first = !memory.isComplete();
    memory.complete();
    node = broker.nodeOf(consuming);
    readySince = System.nanoTime();
    ready = true;
    log.info(
        "{} at {}: {} ({})", declarer.info(), node, choice.mode().description(), choice.reason());
    journal.write(
        new Event.Ready(
            declarer.info().toString(),
            choice.mode().name(),
            choice.reason(),
            payments.reader().map(LogReader::stream).orElse("none"),
            node));
    readyOrOver.complete(null);
    if (first) {
      prepareToRead();
    }
  }

  /**
   * So that the first message need not wait for it, if none is there yet. Beside connecting it
   * would hold up the start: on two processors by 140 ms of 900.
   */
  private static void prepareToRead() {
    Thread thread = new Thread(MessageBody::prepareToRead, "prepare");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns for how long messages have been taken, zero before all was ready. */
  Duration ready() {
    return ready ? Duration.ofNanos(System.nanoTime() - readySince) : Duration.ZERO;
  }

  /** Returns host and port of the broker's node, empty before all is ready. */
  String node() {
    return node;
  }

  /**
   * Takes nothing more, waits for the confirms of what it took, and requeues the rest. Whatever the
   * broker does not answer is not waited for longer than some seconds.
   */
  private void stop() throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_STOP.toNanos();
    if (atOnce != null) {
      atOnce.stop();
    }
    CompletableFuture<?>[] stopped =
        inboxes.stream()
            .map(inbox -> CompletableFuture.runAsync(inbox::stop, Session::onDaemon))
            .toArray(CompletableFuture[]::new);
    awaitUntil(deadline, CompletableFuture.allOf(stopped));
    while (!inboxes.stream().allMatch(Inbox::isQuiet) && System.nanoTime() - deadline < 0) {
      Thread.sleep(5);
    }
    if (atOnce != null) {
      atOnce.awaitQuiet(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    awaitWrittenBack(deadline);
    if (timer != null) { // nothing that is requeued may be sent again from here
      timer.shutdownNow();
      timer.awaitTermination(200, TimeUnit.MILLISECONDS);
    }
    long end = System.nanoTime() + LONGEST_REQUEUE.toNanos();
    for (Inbox inbox : inboxes) {
      awaitUntil(end, journal.requeueRest(inbox));
    }
  }

  private void awaitWrittenBack(long deadline) throws InterruptedException {
    if (clientLog != null && clientLog.leftToWriteBack() > 0) {
      awaitUntil(deadline, clientLog.writtenBack().exceptionally(failure -> null));
      if (clientLog.leftToWriteBack() > 0) {
        warn.accept(
            "%d clients that %s had lost are not written back: unless another consumer knows them, their payments wait until they register again"
                .formatted(clientLog.leftToWriteBack(), Names.CLIENTS_LOG));
      }
    }
  }

  private static void onDaemon(Runnable task) {
    Thread thread = new Thread(task, "stop");
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitUntil(long deadline, CompletableFuture<?> done)
      throws InterruptedException {
    try {
      done.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      log.debug("not waited for any longer", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    readyOrOver.complete(null);
    for (AutoCloseable thread : threads) {
      try {
        thread.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (publishingConnection != null && !shutdown.isRequested()) {
      // its last records are to be on the broker before others get the payments again
      broker.close(publishingConnection);
    }
    broker.close(connections);
  }
}
