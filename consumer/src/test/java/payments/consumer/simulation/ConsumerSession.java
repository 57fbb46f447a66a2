package payments.consumer.simulation;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.amqp.Message;
import payments.consumer.broker.Incoming;
import payments.consumer.broker.Messages;
import payments.consumer.desk.Delivery;
import payments.consumer.desk.Desk;
import payments.consumer.desk.Effect;
import payments.consumer.desk.Input;
import payments.consumer.desk.Moment;
import payments.consumer.desk.Publication;
import payments.consumer.desk.Source;

/**
 * A session of a consumer: all that is around its desk, as {@code Session}, {@code Opening}, {@code
 * Carrier} and {@code Watch} do it, each thread of theirs a worker.
 */
final class ConsumerSession {
  /** What becomes of a message that was published. */
  interface Answers {
    void confirmed();

    void refused();

    void returned();
  }

  private static final long PATIENCE = 30 * Timeline.SECOND;
  private static final long STOP_PATIENCE = 5 * Timeline.SECOND;

  private final World world;
  private final Broker broker;
  private final ConsumerProcess process;
  private final int number;
  private final Desk desk;
  private final Messages messages;
  private final Connection connection;
  private final Map<Source, Worker> takers = new EnumMap<>(Source.class);
  private final Worker later;
  private final Worker confirms;
  private final Worker watch;
  private final LogFollower paymentsLog;
  private final LogFollower clientsLog;
  private final Map<Source, TreeMap<Long, Incoming>> inboxes = new EnumMap<>(Source.class);
  private final Map<Source, Integer> consumers = new EnumMap<>(Source.class);
  private final Wire settling;
  private Wire publishing;

  /** When what is not confirmed was published, by its number. */
  private final Map<Long, Long> unconfirmed = new LinkedHashMap<>();

  private long published;
  private long arrived;

  /** The last message that reaches the broker, of those that were on their way at the end. */
  private long lastToArrive = Long.MAX_VALUE;

  private boolean over;
  private boolean stopping;
  private boolean stopped;
  private boolean decisionsRead;
  private boolean clientsRead;
  private boolean ready;
  private long takesSince;

  private final Overseer overseer;

  ConsumerSession(World world, Broker broker, ConsumerProcess process) {
    this.world = world;
    this.broker = broker;
    this.process = process;
    this.number = process.nextSession();
    this.desk = new Desk(process.memory, world.scenario().terms(), world.scenario().mode());
    this.messages = new Messages(world.scenario().mode(), process.name);
    this.overseer = new Overseer(world, broker, process, this, desk);
    this.connection = new Connection(world, broker, this);
    for (Source source : Source.values()) {
      takers.put(source, worker());
      inboxes.put(source, new TreeMap<>());
    }
    this.later = new Worker(world.timeline(), world.chance(), process, () -> !over && !stopped);
    this.confirms = worker();
    this.watch = worker();
    this.settling = wire();
    this.publishing = wire();
    this.paymentsLog =
        new LogFollower(world, this, broker.paymentsLog, worker(), new PaymentsReader());
    this.clientsLog =
        new LogFollower(world, this, broker.clientsLog, worker(), new ClientsReader());
    this.takesSince = world.timeline().now();
  }

  private Worker worker() {
    return new Worker(world.timeline(), world.chance(), process, () -> !over);
  }

  private Wire wire() {
    return new Wire(world.timeline(), world.chance());
  }

  // Its beginning

  void open() {
    world.trace().say(process.name, "opens a session");
    broker.opened(this);
    if (world.scenario().isShared()) {
      paymentsLog.follow(
          () -> {
            decisionsRead = true;
            consume();
          });
    } else {
      decisionsRead = true;
    }
    if (world.scenario().hasStreams()) {
      clientsLog.follow(
          () -> {
            tell(new Input.ClientsComplete());
            clientsRead = true;
            consume();
          });
    } else {
      tell(new Input.ClientsComplete());
      clientsRead = true;
      watch.submit(
          () -> {
            consume();
            return () -> {};
          });
    }
    tick();
  }

  /** Once it knows the clients, it need not wait for them again. */
  private void consume() {
    if (ready
        || over
        || stopping
        || !decisionsRead
        || !(clientsRead || process.memory.isComplete())) {
      return;
    }
    ready = true;
    process.memory.complete();
    world.trace().say(process.name, "takes messages");
    for (Source source : List.of(Source.CLIENTS, Source.WAITED, Source.PAYMENTS)) {
      consume(source, 1);
    }
  }

  private void consume(Source source, int consumer) {
    consumers.put(source, consumer);
    tell(new Input.Consuming(source, consumer));
    settling.send(() -> connection.subscribe(source, consumer));
  }

  /** A new consumer takes over from the present one. */
  private void makeRoom(Source source) {
    watch.submit(
        () -> {
          if (!stopping) {
            int former = consumers.get(source);
            consume(source, former + 1);
            settling.send(
                () -> {
                  connection.cancel(source, former);
                  world
                      .timeline()
                      .in(
                          world.chance().latency(),
                          () ->
                              watch.submit(
                                  () -> {
                                    tell(new Input.RoomMade(source));
                                    return () -> {};
                                  }));
                });
          }
          return () -> {};
        });
  }

  // What the desk is told

  /** A message has come from the broker. */
  void arrived(Source source, Incoming message) {
    process.whenAwake(
        () -> {
          if (over) {
            return;
          }
          inboxes.get(source).put(message.deliveryTag(), message);
          if (!stopping) {
            takers
                .get(source)
                .submit(
                    () -> {
                      Delivery delivery = messages.delivery(source, message);
                      List<Effect> effects = accept(new Input.Delivered(delivery));
                      effects.stream().filter(each -> !mayBlock(each)).forEach(this::carryOut);
                      return () ->
                          effects.stream().filter(ConsumerSession::mayBlock).forEach(this::publish);
                    });
          }
        });
  }

  /** Called by workers only. */
  private void tell(Input input) {
    carryOutLater(accept(input));
  }

  private List<Effect> accept(Input input) {
    if (world.trace().isTold() && !(input instanceof Input.Time)) {
      world.trace().say(process.name, "%s", Wording.of(input));
    }
    List<Effect> effects = desk.accept(input, process.now());
    if (world.trace().isTold()) {
      effects.forEach(effect -> world.trace().say(process.name, "  -> %s", Wording.of(effect)));
    }
    overseer.check(input, effects);
    return effects;
  }

  private final class PaymentsReader implements LogFollower.Reader {
    private boolean isOwn(BasicProperties properties) {
      OptionalLong number = messages.ownNumber(properties);
      boolean own = number.isPresent() && process.memory.expects(number.getAsLong());
      if (own) {
        tell(new Input.OwnRead(number.getAsLong()));
      }
      return own;
    }

    @Override
    public void record(BasicProperties properties, byte[] body) {
      try {
        Input read = Messages.record(properties, body);
        if (!isOwn(properties)) {
          tell(read);
        }
        overseer.read(read);
      } catch (MalformedMessageException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void mark(BasicProperties properties, byte[] body) {
      Optional<Input> read = Messages.mark(properties, body);
      if (!isOwn(properties)) {
        read.ifPresent(ConsumerSession.this::tell);
      }
      read.ifPresent(overseer::read);
    }
  }

  private final class ClientsReader implements LogFollower.Reader {
    @Override
    public void record(BasicProperties properties, byte[] body) {
      try {
        tell(new Input.ClientRead(MessageBody.keptClientIn(body)));
      } catch (MalformedMessageException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void mark(BasicProperties properties, byte[] body) {
      // says nothing
    }
  }

  private void tick() {
    world
        .timeline()
        .in(
            Timeline.SECOND,
            () -> {
              if (!over && !stopped && !process.hasEnded()) {
                watch.submit(
                    () -> {
                      tell(new Input.Time());
                      overseer.checkHints();
                      return this::lookAtConfirmsAndLogs;
                    });
                tick();
              }
            });
  }

  private void lookAtConfirmsAndLogs() {
    long now = world.timeline().now();
    boolean takes = !broker.isBlocked() && now - takesSince > PATIENCE;
    if (takes && (paymentsLog.isStalled(PATIENCE) || clientsLog.isStalled(PATIENCE))) {
      lose("a log gives no records");
    }
    if (takes && !unconfirmed.isEmpty()) {
      long oldest = unconfirmed.values().iterator().next();
      if (now - oldest > PATIENCE) {
        lose("the broker has not confirmed a message for 30 s");
      }
    }
  }

  void blocked(boolean blocked) {
    takesSince = world.timeline().now();
    world
        .timeline()
        .in(
            world.chance().latency(),
            () ->
                confirms.submit(
                    () -> {
                      tell(new Input.Blocked(blocked));
                      return () -> {};
                    }));
  }

  // What the desk wants done

  private static boolean mayBlock(Effect effect) {
    return effect instanceof Effect.Publish
        || effect instanceof Effect.Ask
        || effect instanceof Effect.ChangeChannel;
  }

  private void carryOutLater(List<Effect> effects) {
    for (Effect effect : effects) {
      if (mayBlock(effect)) {
        later.submit(
            () -> {
              publish(effect);
              return () -> {};
            });
      } else {
        carryOut(effect);
      }
    }
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.Acknowledge done) {
      Delivery delivery = done.delivery();
      process.acknowledge(this, delivery.source(), delivery.tag(), done.event());
    } else if (effect instanceof Effect.HoldBack back) {
      process.reject(this, back.delivery().source(), back.delivery().tag(), back.event());
    } else if (effect instanceof Effect.Report report) {
      process.write(Optional.of(report.event()));
    } else if (effect instanceof Effect.MakeRoom room) {
      makeRoom(room.source());
    } else if (effect instanceof Effect.EndSession end) {
      lose(end.detail());
    }
  }

  private void publish(Effect effect) {
    if (effect instanceof Effect.Publish publish) {
      message(publish).ifPresent(message -> publish(message, new Told(publish)));
    } else if (effect instanceof Effect.Ask ask) {
      paymentsLog.ask(() -> tell(new Input.Answered(ask.number())));
    } else {
      publishing = wire();
    }
  }

  private Optional<Message> message(Effect.Publish publish) {
    if (publish.what().original().isEmpty()) {
      return Optional.of(messages.message(publish.number(), publish.to(), publish.what()));
    }
    Delivery original = publish.what().original().get();
    return Optional.ofNullable(inboxes.get(original.source()).get(original.tag()))
        .map(incoming -> messages.message(publish.to(), publish.what(), incoming));
  }

  /** What becomes of what the desk had published. */
  private final class Told implements Answers {
    private final Effect.Publish publish;

    Told(Effect.Publish publish) {
      this.publish = publish;
    }

    @Override
    public void confirmed() {
      if (!(publish.what() instanceof Publication.Record)) {
        tell(new Input.Confirmed(publish.number()));
      }
    }

    @Override
    public void refused() {
      tell(new Input.Refused(publish.number()));
    }

    @Override
    public void returned() {
      tell(new Input.Returned(publish.number(), "no queue"));
    }
  }

  /** A message goes to the broker, and its answer comes back. */
  void publish(Message message, Answers answers) {
    if (over) {
      return;
    }
    long number = ++published;
    unconfirmed.put(number, world.timeline().now());
    publishing.sendBefore(
        broker.blockedUntil(),
        () -> {
          if (number > lastToArrive) {
            return;
          }
          arrived = Math.max(arrived, number);
          Broker.Answer answer = broker.take(message);
          if (answer == Broker.Answer.TOO_LARGE) {
            lastToArrive = number; // the channel is closed
            refuseSize();
          } else if (!broker.losesConfirms() || world.chance().oneIn(2)) {
            world
                .timeline()
                .in(
                    world.chance().latency(),
                    () -> confirms.submit(() -> answer(number, answer, answers)));
          }
        });
  }

  private void refuseSize() {
    world
        .timeline()
        .in(
            world.chance().latency(),
            () -> {
              process.memory.largestMessage(broker.largestMessage());
              lose("a message is too large");
            });
  }

  private Runnable answer(long number, Broker.Answer answer, Answers answers) {
    unconfirmed.remove(number);
    switch (answer) {
      case CONFIRMED -> answers.confirmed();
      case REFUSED -> answers.refused();
      default -> answers.returned();
    }
    return () -> {};
  }

  void acknowledge(Source source, long tag) {
    if (!over && inboxes.get(source).remove(tag) != null) {
      settling.send(() -> connection.acknowledge(source, tag));
    }
  }

  void reject(Source source, long tag) {
    if (!over && inboxes.get(source).remove(tag) != null) {
      settling.send(() -> connection.reject(source, tag));
    }
  }

  // Its end

  boolean isOver() {
    return over;
  }

  Connection connection() {
    return connection;
  }

  void unfollow() {
    paymentsLog.end();
    clientsLog.end();
  }

  /** Something of it is lost, as the consumer sees: all starts anew. */
  void lose(String why) {
    process.whenAwake(
        () -> {
          if (!over) {
            world.trace().say(process.name, "its session is lost: %s", why);
            boolean inOrder = connection.isOpen() && world.chance().oneIn(2);
            end(inOrder);
            process.comeBack();
          }
        });
  }

  void killed() {
    if (!over) {
      end(false);
    }
  }

  /**
   * Some of what is on its way to the broker arrives, and the broker sees the end now or later.
   *
   * @param inOrder whether all of it arrives
   */
  private void end(boolean inOrder) {
    over = true;
    loseOnItsWay(inOrder);
    world
        .timeline()
        .in(
            world.chance().oneIn(4) ? world.chance().millis(0, 5_000) : world.chance().latency(),
            this::closed);
  }

  private void loseOnItsWay(boolean none) {
    if (lastToArrive == Long.MAX_VALUE) {
      lastToArrive =
          none ? published : arrived + world.chance().from(0, (int) (published - arrived));
    }
  }

  private void closed() {
    connection.close();
    broker.closed(this);
  }

  /** The broker sees the end of it first. */
  void cut(long untilSeen) {
    if (!over) {
      world
          .trace()
          .say(process.name, "is cut off, which it sees in %d ms", untilSeen / Timeline.MILLI);
      loseOnItsWay(false);
      closed();
      world.timeline().in(untilSeen, () -> lose("connection lost"));
    }
  }

  /** Takes nothing more, waits for answers, and gives the rest back. */
  void stop() {
    long deadline = world.timeline().now() + STOP_PATIENCE;
    stopping = true;
    if (!ready) {
      end(true);
      process.stopped();
      return;
    }
    tell(new Input.Stop());
    consumers.forEach(
        (source, consumer) -> settling.send(() -> connection.cancel(source, consumer)));
    awaitQuiet(deadline);
  }

  private void awaitQuiet(long deadline) {
    if (over) {
      return; // and the process ends with it
    }
    if (!desk.isQuiet() && world.timeline().now() < deadline) {
      world
          .timeline()
          .in(world.chance().millis(5, 20), () -> process.whenAwake(() -> awaitQuiet(deadline)));
      return;
    }
    stopped = true;
    process.afterAll(
        () -> {
          for (Source source : Source.values()) {
            TreeMap<Long, Incoming> inbox = inboxes.get(source);
            if (!inbox.isEmpty()) {
              long newest = inbox.lastKey();
              settling.send(() -> connection.giveBack(source, newest));
              inbox.clear();
            }
          }
          settling.send(this::closed);
          loseOnItsWay(true);
          over = true;
          process.stopped();
        });
  }

  /** Returns what is left of work that should be done by now, none if there is none. */
  Optional<String> unrest() {
    if (over || !ready) {
      return Optional.of("has no session");
    }
    for (long client : world.ledger().clients()) {
      if (!process.memory.clients().contains(client)) {
        return Optional.of("does not know client " + client);
      }
    }
    if (!desk.isQuiet()) {
      return Optional.of("waits for answers");
    }
    if (!unconfirmed.isEmpty()) {
      return Optional.of("waits for confirms");
    }
    return overseer.expectsRecord() ? Optional.of("waits for a record") : Optional.empty();
  }

  /** Returns how many deliveries the present consumer of a queue has not settled. */
  long unsettledOfPresent(Source source) {
    return inboxes.get(source).values().stream()
        .filter(message -> message.consumer() == consumers.get(source))
        .count();
  }

  Desk desk() {
    return desk;
  }

  Moment now() {
    return process.now();
  }

  @Override
  public String toString() {
    return process.name + "#" + number;
  }
}
