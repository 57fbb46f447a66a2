package payments.consumer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import payments.common.MessageBody;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.DeclarationFailure;
import payments.common.amqp.Failures;
import payments.common.amqp.Refusal;
import payments.consumer.broker.Journal;
import payments.consumer.desk.Hint;
import payments.consumer.desk.Memory;
import payments.consumer.desk.Moment;

/**
 * The consumer's work while its connections last: it is opened, runs, and stops or is lost. What it
 * opens is closed with it.
 */
final class Session implements AutoCloseable {
  static final String NAME = "payments consumer";

  private final Broker broker;
  private final Settings settings;
  private final Memory memory;
  private final Journal journal;
  private final Shutdown shutdown;
  private final Consumer<String> warn;
  private final CompletableFuture<Lost> lost = new CompletableFuture<>();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> threads = new CopyOnWriteArrayList<>();

  /** Until then nothing is handled: what was done comes after the event that says who does it. */
  private final CompletableFuture<Void> readyOrOver = new CompletableFuture<>();

  private enum State {
    OPENING,
    READY,
    OVER
  }

  private volatile State state = State.OPENING;
  private volatile Optional<Running> running = Optional.empty();
  private volatile long readySince;

  /** Why the broker closed a channel of the session, none if it did not. */
  private volatile Optional<Refusal> refused = Optional.empty();

  private volatile String node = "";
  private Optional<Consumer<Duration>> onConfirm = Optional.empty();

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
      if (!wasReady() && !shutdown.isRequested()) {
        throw notReady(Failures.reason(e), Refusal.in(e), e);
      }
      lose(Lost.CONNECTION, Failures.reason(e));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    if (!shutdown.isRequested()) {
      Lost what = lost.getNow(new Lost(Lost.CONNECTION, ""));
      if (!wasReady()) {
        throw notReady(what.detail(), forbidden(), null);
      }
      return Optional.of(what);
    }
    if (!shutdown.isFailure() && !lost.isDone() && running.isPresent()) {
      running.get().stop(journal, warn);
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
    return refused.filter(why -> why.code() == AMQP.ACCESS_REFUSED);
  }

  private String cure(Refusal refusal) {
    if (refusal.meansExclusiveUse()) {
      return DeclarationFailure.endOfExclusiveUse(broker);
    }
    return refusal.code() == AMQP.ACCESS_REFUSED
        ? DeclarationFailure.lookAtPermissions(broker, "write to it and read from it")
        : "see what user and virtual host are allowed: the consumer needs 2 connections and some 10 channels";
  }

  void lose(String reason, String detail) {
    lost.complete(new Lost(reason, detail));
  }

  Consumer<String> lose(String reason) {
    return detail -> lose(reason, detail);
  }

  void warn(String text) {
    warn.accept(text);
  }

  void fail(Throwable failure) {
    shutdown.fail(failure);
  }

  Memory memory() {
    return memory;
  }

  Journal journal() {
    return journal;
  }

  /** Has somebody told how long confirms take; before it runs. */
  void onConfirm(Consumer<Duration> listener) {
    onConfirm = Optional.of(listener);
  }

  Optional<Consumer<Duration>> onConfirm() {
    return onConfirm;
  }

  Connection connect() {
    return keep(broker.connect(NAME));
  }

  /** Closes a connection at the end. */
  Connection keep(Connection connection) {
    connections.add(connection);
    return connection;
  }

  /** Closes something at the end, before the connections. */
  void closeAtTheEnd(AutoCloseable thread) {
    threads.add(thread);
  }

  Connection watch(Connection connection) {
    connection.addShutdownListener(
        cause -> lose(Lost.CONNECTION, "connection lost: " + Failures.reason(cause)));
    return connection;
  }

  /** If the broker closes it, its reason is kept. */
  Channel openChannel(Connection connection) throws IOException {
    Channel channel = broker.openChannel(connection);
    channel.addShutdownListener(cause -> Refusal.in(cause).ifPresent(this::keep));
    return channel;
  }

  private void keep(Refusal refusal) {
    refused = Optional.of(refusal);
    refusal.largestMessage().ifPresent(memory::largestMessage);
  }

  /** Waits for something, until the session or the process ends. */
  void await(CompletableFuture<Void> read) throws InterruptedException, ExecutionException {
    CompletableFuture.anyOf(read, lost, shutdown.requested()).get();
  }

  /** Waits until all is ready. Returns whether it is; if not, the session is over. */
  boolean awaitReady() {
    readyOrOver.join();
    return state == State.READY;
  }

  private void open(Connection connection)
      throws IOException, InterruptedException, ExecutionException {
    Opening opening = new Opening(this, broker, settings, connection);
    opening.read();
    if (lost.isDone() || shutdown.isRequested()) {
      return;
    }
    running = Optional.of(opening.consume());
    boolean first = !memory.isComplete();
    memory.complete();
    node = opening.node();
    readySince = System.nanoTime();
    state = State.READY;
    journal.write(opening.ready());
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

  /** Returns why no messages are taken, none if they are. Any thread may ask. */
  Optional<String> obstacle(Duration longestBlocked) {
    if (shutdown.isRequested()) {
      return Optional.of("stopping");
    }
    if (lost.isDone()) {
      return lost.thenApply(Lost::detail).thenApply(Optional::of).join();
    }
    if (state != State.READY) {
      return Optional.of("connecting to %s, or reading the logs".formatted(broker.address()));
    }
    Duration stuck = journal.stuck();
    if (stuck.compareTo(longestBlocked) > 0) {
      return Optional.of("standard output has taken nothing for %d s".formatted(stuck.toSeconds()));
    }
    Duration blocked = running.map(present -> present.watch().blocked()).orElse(Duration.ZERO);
    return blocked.compareTo(longestBlocked) > 0
        ? Optional.of("the broker has taken no messages for %d s".formatted(blocked.toSeconds()))
        : Optional.empty();
  }

  /** Whether messages are taken: until then nothing is under way. */
  boolean hasTaken() {
    return running.isPresent();
  }

  long clients() {
    return memory.clients().size();
  }

  long voidRecords() {
    return memory.voidRecords();
  }

  long unconfirmed() {
    return running.map(present -> present.publisher().outstanding()).orElse(0);
  }

  /** Returns how many deliveries of each queue are not settled. */
  Map<String, Long> unsettled() {
    return running.map(Running::unsettled).orElse(Map.of());
  }

  /** Returns the payments that are remembered to wait, in no order. */
  List<Hint> waiting() {
    return running.map(present -> present.desk().waiting(now())).orElse(List.of());
  }

  int numberOfWaiting() {
    return running.map(present -> present.desk().numberOfWaiting()).orElse(0);
  }

  /** Returns how many of those are due, and have not come back so far. */
  int overdue() {
    return running.map(present -> present.desk().overdue(now())).orElse(0);
  }

  /** Returns when the one was first looked at that has been due for longest. */
  Optional<Instant> oldestOverdue() {
    return running
        .flatMap(present -> present.desk().mostOverdue(now()))
        .map(hint -> Instant.ofEpochMilli(hint.firstSeenMillis()));
  }

  private static Moment now() {
    return new Moment(System.nanoTime(), System.currentTimeMillis());
  }

  private boolean wasReady() {
    return readySince != 0;
  }

  /** Returns for how long messages have been taken, zero before all was ready. */
  Duration ready() {
    return wasReady() ? Duration.ofNanos(System.nanoTime() - readySince) : Duration.ZERO;
  }

  /** Returns host and port of the broker's node, empty before all is ready. */
  String node() {
    return node;
  }

  @Override
  public void close() {
    state = State.OVER;
    readyOrOver.complete(null);
    for (AutoCloseable thread : threads) {
      try {
        thread.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (connections.size() > 1 && !shutdown.isRequested()) {
      // what was published last is to be on the broker before others get the payments again
      broker.close(connections.get(connections.size() - 1));
    }
    broker.close(connections);
  }
}
