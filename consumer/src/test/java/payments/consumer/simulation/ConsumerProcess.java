package payments.consumer.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import payments.consumer.desk.Memory;
import payments.consumer.desk.Moment;
import payments.consumer.desk.Source;
import payments.consumer.event.Event;

/** A consumer from its start to its end: one session after the other, with one memory. */
final class ConsumerProcess {
  private static final long EPOCH_MILLIS = 1_800_000_000_000L;

  /** What the journal is to do. */
  private record Entry(
      Optional<Event> event, ConsumerSession session, Source source, long tag, boolean rejects) {}

  final String name;
  final Memory memory = new Memory();
  private final World world;
  private final Broker broker;
  private final long nanosAtStart;
  private long skewMillis;
  private final List<Entry> entries = new ArrayList<>();
  private final Worker journal;
  private final List<Runnable> asleep = new ArrayList<>();

  /** Payments that this process processed, and could not say so any more. */
  final Set<Long> unsaid = new HashSet<>();

  private boolean clockSet;
  private boolean frozen;
  private boolean ended;
  private boolean stopping;
  private ConsumerSession session;
  private int sessions;

  ConsumerProcess(World world, Broker broker, String name, long skewMillis) {
    this.world = world;
    this.broker = broker;
    this.name = name;
    this.skewMillis = skewMillis;
    this.nanosAtStart =
        world.chance().oneIn(2) ? Long.MAX_VALUE - world.chance().millis(0, 20_000) : 0;
    this.journal = new Worker(world.timeline(), world.chance(), this, () -> true);
  }

  void start() {
    world.trace().say(name, "starts, its clock %+d ms", skewMillis);
    open();
  }

  Moment now() {
    long nanos = world.timeline().now();
    return new Moment(nanosAtStart + nanos, EPOCH_MILLIS + nanos / Timeline.MILLI + skewMillis);
  }

  void setClock(long skew) {
    world.trace().say(name, "its clock is set to %+d ms", skew);
    skewMillis = skew;
    clockSet = true;
  }

  boolean hasHadItsClockSet() {
    return clockSet;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean isStopping() {
    return stopping;
  }

  Optional<ConsumerSession> session() {
    return Optional.ofNullable(session);
  }

  // Sessions

  private void open() {
    if (!ended && !stopping) {
      session = new ConsumerSession(world, broker, this);
      session.open();
    }
  }

  int nextSession() {
    return ++sessions;
  }

  /** A session is over: there is another one. */
  void comeBack() {
    if (stopping) {
      end();
    } else {
      world.timeline().in(world.chance().millis(0, 1_000), () -> whenAwake(this::open));
    }
  }

  // Its end, and what is between

  /** Has something done by it, when it is not frozen, unless it has ended. */
  void whenAwake(Runnable what) {
    if (frozen) {
      asleep.add(what);
    } else if (!ended) {
      what.run();
    }
  }

  void freeze(long nanos) {
    if (frozen || ended) {
      return;
    }
    world.trace().say(name, "is frozen for %d ms", nanos / Timeline.MILLI);
    frozen = true;
    world.timeline().in(nanos, this::thaw);
  }

  private void thaw() {
    world.trace().say(name, "goes on");
    frozen = false;
    List<Runnable> all = List.copyOf(asleep);
    asleep.clear();
    all.forEach(this::whenAwake);
  }

  void kill() {
    if (!ended) {
      world.trace().say(name, "is killed");
      frozen = false;
      end();
      session().ifPresent(ConsumerSession::killed);
    }
  }

  private void end() {
    ended = true;
    entries.stream().flatMap(entry -> entry.event().stream()).forEach(this::isUnsaid);
    asleep.clear();
  }

  private void isUnsaid(Event event) {
    if (event instanceof Event.Processed processed) {
      unsaid.add(processed.paymentId());
    }
  }

  /** Is told to end in order. */
  void stop() {
    if (!ended && !stopping) {
      world.trace().say(name, "is to stop");
      stopping = true;
      whenAwake(
          () -> {
            if (session == null || session.isOver()) {
              end();
            } else {
              session.stop();
            }
          });
    }
  }

  /** All is given back: what is left to say is said, and then it ends. */
  void stopped() {
    journal.submit(
        () -> {
          write();
          return () -> {
            world.trace().say(name, "has stopped");
            end();
          };
        });
  }

  // The journal: it writes events, and settles what they speak of after that

  void write(Optional<Event> event) {
    add(new Entry(event, null, null, 0, false));
  }

  void acknowledge(ConsumerSession by, Source source, long tag, Optional<Event> event) {
    add(new Entry(event, by, source, tag, false));
  }

  void reject(ConsumerSession by, Source source, long tag, Event event) {
    add(new Entry(Optional.of(event), by, source, tag, true));
  }

  private void add(Entry entry) {
    entries.add(entry);
    journal.submit(this::write);
  }

  /** Has something done after all that is there. */
  void afterAll(Runnable what) {
    journal.submit(
        () -> {
          Runnable settling = write();
          return () -> {
            settling.run();
            what.run();
          };
        });
  }

  private Runnable write() {
    List<Entry> batch = List.copyOf(entries);
    entries.clear();
    batch.forEach(entry -> entry.event().ifPresent(event -> world.ledger().reported(this, event)));
    return () -> batch.forEach(ConsumerProcess::settle);
  }

  private static void settle(Entry entry) {
    if (entry.session() != null && entry.rejects()) {
      entry.session().reject(entry.source(), entry.tag());
    } else if (entry.session() != null) {
      entry.session().acknowledge(entry.source(), entry.tag());
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
