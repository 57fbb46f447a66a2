package payments.consumer.desk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import payments.common.Payment;
import payments.consumer.desk.Delivery.Due;
import payments.consumer.event.Event;

/**
 * All that is decided in a session: which payments are processed, which wait, which are put aside,
 * and when a message is settled. It takes an input and the time, and returns what is to be done; it
 * has no threads, no clock, and knows no broker. Any thread may use it: one at a time gets in.
 *
 * <p>With a shared log <b>the order of the log decides</b>: to process a payment is to write its
 * record; the first decision about a payment there counts, each later one is void. So what was
 * written is settled when it is read back, and nothing else that happens can make it twice.
 */
public final class Desk {
  private static final int MOST_FROM_HINTS = 500;

  /** Longer than a log takes to elect a leader. */
  private static final int LONGEST_READING_BACK_SECONDS = 60;

  /** A record that was published, and who waits until it is read. */
  private static final class UnderWay {
    private final boolean fromHint;
    private final List<Delivery> attached = new ArrayList<>();

    UnderWay(boolean fromHint) {
      this.fromHint = fromHint;
    }
  }

  private final Memory memory;
  private final Terms terms;
  private final WaitingPlaces places;
  private final int session;
  private final Outbox outbox = new Outbox(this::add);
  private final Rooms rooms;
  private final Hints hints;
  private final HandingOn handingOn = new HandingOn(this);
  private final Map<PaymentKey, UnderWay> underWay = new HashMap<>();

  /** What waited for clients that are known now. */
  private final Queue<Hint> matched = new ArrayDeque<>();

  /** The same, of those that were due by then: until the next second. */
  private final Queue<Hint> matchedLate = new ArrayDeque<>();

  private int fromHints;

  /** Number of the question that is not answered, 0 if there is none. */
  private long asked;

  private List<Delivery> waitForAnswer = new ArrayList<>();
  private List<Delivery> waitForNextAnswer = new ArrayList<>();
  private boolean clientsComplete;
  private boolean blocked;
  private boolean stopping;
  private List<Effect> effects = new ArrayList<>();
  private Moment now = new Moment(0, 0);

  /**
   * Opens for a session.
   *
   * @param memory what is known from the sessions before
   * @param places where payments wait on this broker
   */
  public Desk(Memory memory, Terms terms, WaitingPlaces places) {
    this.memory = memory;
    this.terms = terms;
    this.places = places;
    this.rooms = new Rooms(terms.prefetch(), terms.mostBytes(), this::add);
    this.hints = new Hints(terms.mostBytes());
    synchronized (memory) {
      this.session = memory.begin();
    }
  }

  /** Returns what is to be done about something that happened, in the order in which to do it. */
  public List<Effect> accept(Input input, Moment moment) {
    synchronized (memory) {
      now = moment;
      take(input);
      if (effects.isEmpty()) {
        return List.of();
      }
      List<Effect> decided = effects;
      effects = new ArrayList<>();
      return decided;
    }
  }

  private void take(Input input) {
    if (input instanceof Input.Delivered delivered) {
      delivered(delivered.delivery());
    } else if (input instanceof Input.Confirmed confirmed) {
      outbox.confirmed(confirmed.number()).ifPresent(this::confirmed);
    } else if (input instanceof Input.OwnRead own) {
      ownRead(own.number());
    } else if (input instanceof Input.DecisionRead decision) {
      decisionRead(decision);
    } else if (input instanceof Input.ClientRead client) {
      known(client.client());
    } else if (input instanceof Input.Answered answered) {
      answered(answered.number());
    } else if (input instanceof Input.Refused refused) {
      outbox.refused(refused.number()).ifPresent(this::holdOriginals);
    } else if (input instanceof Input.Returned returned) {
      add(new Effect.EndSession(Effect.Why.RETURNED, returned.why()));
    } else if (input instanceof Input.HandedOnRead read) {
      read.keys().forEach(handingOn::read);
    } else if (input instanceof Input.Time) {
      time();
    } else if (input instanceof Input.Consuming consuming) {
      rooms.consuming(consuming.source(), consuming.consumer());
    } else if (input instanceof Input.RoomMade made) {
      rooms.made(made.source());
    } else if (input instanceof Input.Blocked state) {
      blocked = state.blocked();
      outbox.restartAges();
    } else if (input instanceof Input.ClientsComplete) {
      clientsComplete = true;
    } else if (input instanceof Input.Stop) {
      stop();
    }
  }

  // Deliveries

  /** What comes after the stop is given back with the rest. */
  private void delivered(Delivery delivery) {
    if (stopping) {
      return;
    }
    if (delivery.bodyBytes() > memory.largestMessage()) {
      keep(delivery);
    } else if (delivery.content() instanceof Delivery.Unreadable unreadable) {
      putAside(delivery, Reason.MALFORMED, unreadable.why());
    } else if (delivery.content() instanceof Delivery.Registration registration) {
      register(delivery, registration.client());
    } else {
      if (delivery.source() == Source.WAITED) {
        hints.back(now);
      }
      hints.seen(delivery.due().key(), now);
      look(delivery, false);
    }
  }

  /** Whatever is to become of it, the broker would take none of it and close the channel. */
  private void keep(Delivery delivery) {
    rooms.hold(delivery);
    add(
        new Effect.Warn(
            "a message of %d bytes stays in queue %s: the broker takes none of more than %d; raise its max_message_size, then restart the consumer"
                .formatted(
                    delivery.bodyBytes(), delivery.source().queue(), memory.largestMessage())));
  }

  /**
   * Decides about a payment.
   *
   * @param sure whether all is read that was decided when it came
   */
  private void look(Delivery delivery, boolean sure) {
    Due due = delivery.due();
    Decision decision = memory.decisions.of(due.key());
    UnderWay pending = underWay.get(due.key());
    boolean known = memory.clients().contains(due.payment().clientId());
    if (decision != Decision.OPEN) {
      settle(delivery, decision);
    } else if (pending != null) {
      pending.attached.add(delivery);
      await(delivery, Destination.PAYMENTS_LOG);
    } else if (!known && !isOver(delivery)) {
      postpone(delivery);
    } else if (!sure && terms.isShared() && mayBeDecided(delivery)) {
      ask(delivery);
    } else {
      decide(delivery, known);
    }
  }

  /**
   * After a kill, what comes again may have been decided just before: to read that first saves void
   * records. A copy that comes back is delivered for the first time, or was held back.
   */
  private static boolean mayBeDecided(Delivery delivery) {
    return delivery.redelivered() && delivery.source() != Source.WAITED;
  }

  private void ask(Delivery delivery) {
    waitForNextAnswer.add(delivery);
    if (asked == 0) {
      askNext();
    }
  }

  private void askNext() {
    waitForAnswer = waitForNextAnswer;
    waitForNextAnswer = new ArrayList<>();
    asked = memory.nextNumber();
    add(new Effect.Ask(asked));
  }

  private void answered(long number) {
    if (number != asked) {
      return;
    }
    List<Delivery> sure = waitForAnswer;
    waitForAnswer = List.of();
    asked = 0;
    if (stopping) {
      return;
    }
    if (!waitForNextAnswer.isEmpty()) {
      askNext();
    }
    sure.forEach(delivery -> look(delivery, true));
  }

  // Registrations

  /**
   * It goes to its log, whether the client is known or not, for the log may be a new one. What
   * waits for the client is processed at the same time: the registration is not acknowledged, and
   * so cannot be lost.
   */
  private void register(Delivery delivery, long client) {
    if (terms.log() == Terms.Log.NO_STREAMS) {
      acknowledge(delivery, new Event.Registered(client));
      known(client);
      return;
    }
    publish(Destination.CLIENTS_LOG, new Publication.RegistrationRecord(delivery, client));
    match(client);
  }

  private void known(long client) {
    memory.clients().add(client);
    match(client);
  }

  /**
   * The copy of one that is due may have come to another consumer, which then knows better: it gets
   * a second.
   */
  private void match(long client) {
    if (!stopping && hints.has(client)) {
      for (Hint hint : hints.take(client, now)) {
        (isDue(hint) ? matchedLate : matched).add(hint);
      }
      writeMatched();
    }
  }

  private boolean isDue(Hint hint) {
    return hint.dueNanos() - now.nanos() <= 0;
  }

  /** No more at once than is soon read back: others are not to wait behind a hundred thousand. */
  private void writeMatched() {
    while (fromHints < MOST_FROM_HINTS && !matched.isEmpty()) {
      Hint hint = matched.poll();
      boolean open = memory.decisions.of(hint.key()) == Decision.OPEN;
      if (open && !underWay.containsKey(hint.key())) {
        processAtOnce(hint);
      }
    }
  }

  private void processAtOnce(Hint hint) {
    long grace = Duration.ofNanos(hints.graceNanos()).toMillis();
    long copyDue = isDue(hint) ? now.millis() + grace : hint.dueMillis();
    Event.Processed event =
        new Event.Processed(
            hint.payment().id(),
            hint.client(),
            hint.attempts(),
            since(hint.firstSeenMillis()),
            Event.Processed.Cause.REGISTRATION,
            Optional.of(Instant.ofEpochMilli(copyDue)));
    process(record(hint.payment(), hint.key(), hint.carried(), event, copyDue));
  }

  // Decisions

  private void decide(Delivery delivery, boolean known) {
    Due due = delivery.due();
    if (known) { // another copy of it may be out
      long copyDue = hints.dueMillis(due.key());
      process(
          record(due.payment(), due.key(), due.carried(), processed(delivery), copyDue), delivery);
    } else {
      giveUp(delivery);
    }
  }

  private Event.Processed processed(Delivery delivery) {
    Due due = delivery.due();
    return new Event.Processed(
        due.payment().id(),
        due.payment().clientId(),
        delivery.attempts(),
        since(firstSeen(delivery)),
        delivery.attempts() > 0 ? Event.Processed.Cause.RETRY : Event.Processed.Cause.PAYMENT,
        Optional.empty());
  }

  private Publication.ProcessedRecord record(
      Payment payment, PaymentKey key, Carried carried, Event.Processed event, long copyDueMillis) {
    return new Publication.ProcessedRecord(
        key,
        carried,
        event,
        PaymentKey.contentHash(payment),
        now.millis(),
        copyDueMillis,
        terms.handsOn());
  }

  /** What has a log is written, and counts when it is read. */
  private void process(Publication.ProcessedRecord record, Delivery... deliveries) {
    if (terms.isShared()) {
      write(record, deliveries);
    } else {
      decided(record.key(), Decision.PROCESSED, record.copyDueMillis(), record.content());
      report(record.event(), List.of(deliveries));
    }
  }

  private void giveUp(Delivery delivery) {
    PaymentKey key = delivery.due().key();
    if (terms.isShared()) {
      write(new Publication.DecisionMark(key, Decision.GIVEN_UP), delivery);
    } else {
      decided(key, Decision.GIVEN_UP, 0, 0);
      settle(delivery, Decision.GIVEN_UP);
    }
  }

  private void write(Publication.Record record, Delivery... deliveries) {
    UnderWay pending = new UnderWay(deliveries.length == 0);
    fromHints += pending.fromHint ? 1 : 0;
    pending.attached.addAll(List.of(deliveries));
    underWay.put(record.key(), pending);
    long number = memory.nextNumber();
    memory.written.put(number, new Memory.Written(session, record));
    publish(number, Destination.PAYMENTS_LOG, record);
  }

  /** A record of this process was read, perhaps one that an earlier session wrote. */
  private void ownRead(long number) {
    Memory.Written written = memory.written.remove(number);
    if (written == null) {
      return;
    }
    outbox.confirmed(number);
    PaymentKey key = written.what().key();
    Publication.ProcessedRecord record =
        written.what() instanceof Publication.ProcessedRecord processed ? processed : null;
    boolean counts =
        decided(
            key,
            written.what().decision(),
            record == null ? 0 : record.copyDueMillis(),
            record == null ? 0 : record.content());
    List<Delivery> attached = release(key);
    if (!counts) {
      memory.addVoidRecord();
    }
    if (counts && record != null && record.handsOn()) {
      report(record.event(), List.of());
      handingOn.begin(record, attached.stream().filter(this::isWhatWasProcessed).toList());
      attached.stream()
          .filter(delivery -> !isWhatWasProcessed(delivery))
          .forEach(delivery -> settle(delivery, Decision.PROCESSED));
    } else if (counts && record != null) {
      report(record.event(), attached);
    } else {
      attached.forEach(delivery -> settle(delivery, memory.decisions.of(key)));
    }
    writeMatched();
  }

  private void decisionRead(Input.DecisionRead read) {
    boolean counts = decided(read.key(), read.decision(), read.copyDueMillis(), read.content());
    if (counts && read.handedOn()) {
      memory.decisions.handedOn(read.key());
    }
    if (counts) {
      release(read.key()).forEach(delivery -> settle(delivery, memory.decisions.of(read.key())));
      writeMatched();
    }
  }

  /** Returns whether this is the first decision about a payment, and so the one that counts. */
  private boolean decided(PaymentKey key, Decision decision, long copyDueMillis, int content) {
    long copyDue = Math.max(hints.dueMillis(key), copyDueMillis);
    hints.remove(key);
    return memory.decisions.add(key, decision, copyDue, content, now.millis());
  }

  /** Returns the deliveries that waited for a decision about a payment. */
  private List<Delivery> release(PaymentKey key) {
    UnderWay pending = underWay.remove(key);
    if (pending == null) {
      return List.of();
    }
    fromHints -= pending.fromHint ? 1 : 0;
    return pending.attached;
  }

  /** The event is written once; whoever else has the same payment has nothing to say. */
  private void report(Event.Processed event, List<Delivery> deliveries) {
    Optional<Delivery> first = deliveries.stream().filter(this::isWhatWasProcessed).findFirst();
    first.ifPresentOrElse(
        delivery -> acknowledge(delivery, event),
        () -> add(new Effect.Report(event, now.millis())));
    deliveries.stream()
        .filter(delivery -> delivery != first.orElse(null))
        .forEach(delivery -> settle(delivery, Decision.PROCESSED));
  }

  /** Another payment may have the same message-id and number. */
  private boolean isWhatWasProcessed(Delivery delivery) {
    int content = memory.decisions.contentOf(delivery.due().key());
    return content == 0 || content == PaymentKey.contentHash(delivery.due().payment());
  }

  /** Settles a message of a payment about which it is decided. */
  private void settle(Delivery delivery, Decision decision) {
    switch (decision) {
      case PROCESSED -> settleProcessed(delivery);
      case GIVEN_UP ->
          putAside(
              delivery,
              Reason.GIVEN_UP,
              "client %d was not registered within %s of payment %d"
                  .formatted(
                      delivery.due().payment().clientId(),
                      terms.patience().limit(),
                      delivery.due().payment().id()));
      case CANCELLED ->
          putAside(
              delivery,
              Reason.CANCELLED,
              "payment %d was cancelled".formatted(delivery.due().payment().id()));
      default -> throw new IllegalStateException("nothing is decided about " + delivery);
    }
  }

  private void settleProcessed(Delivery delivery) {
    Due due = delivery.due();
    if (!isWhatWasProcessed(delivery)) {
      putAside(
          delivery,
          Reason.CONFLICT,
          "payment %d with the same message-id was processed, with another content"
              .formatted(due.payment().id()));
    } else if (terms.handsOn() && !memory.decisions.isHandedOn(due.key())) {
      handingOn.await(delivery);
    } else {
      acknowledge(delivery, duplicate(delivery));
    }
  }

  /** Somebody sent it twice, unless it is a copy, or delivered again. */
  private static Optional<Event> duplicate(Delivery delivery) {
    return delivery.isRepeated()
        ? Optional.empty()
        : Optional.of(
            new Event.Duplicate(
                delivery.due().payment().id(), delivery.due().payment().clientId()));
  }

  // Waiting

  private boolean isOver(Delivery delivery) {
    boolean fromTheFuture = delivery.firstSeenMillis().orElse(0) > now.millis();
    return clientsComplete
        && terms
            .patience()
            .isOver(
                delivery.attempts(),
                fromTheFuture ? Optional.empty() : Optional.of(since(firstSeen(delivery))));
  }

  private long firstSeen(Delivery delivery) {
    return Math.min(now.millis(), delivery.firstSeenMillis().orElse(now.millis()));
  }

  private Duration since(long millis) {
    return Duration.ofMillis(Math.max(0, now.millis() - millis));
  }

  private void postpone(Delivery delivery) {
    int attempt = delivery.attempts() + 1;
    Duration delay = terms.patience().delayBefore(attempt);
    switch (delivery.due().way()) {
      case COPY ->
          publish(
              places.placeFor(delay),
              new Publication.Copy(delivery, attempt, delay.toMillis(), firstSeen(delivery)));
      case MOVE ->
          publish(Destination.WAITED, new Publication.Moved(delivery, firstSeen(delivery)));
      default -> {
        settled(delivery);
        add(new Effect.HoldBack(delivery, postponed(delivery.due(), attempt, delay), now.millis()));
        remember(delivery, attempt, delay, firstSeen(delivery), now);
      }
    }
  }

  private static Event postponed(Due due, int attempt, Duration delay) {
    return new Event.Postponed(due.payment().id(), due.payment().clientId(), attempt, delay);
  }

  /** Its client may have become known meanwhile. */
  private void remember(
      Delivery delivery, int attempt, Duration delay, long firstSeenMillis, Moment start) {
    if (!terms.remembersWhatWaits()) {
      return;
    }
    Due due = delivery.due();
    long dueMillis = Math.max(start.millis() + delay.toMillis(), hints.dueMillis(due.key()));
    Decision decision = memory.decisions.of(due.key());
    if (decision != Decision.OPEN) { // while the copy was on its way, by what came beside it
      memory.decisions.add(due.key(), decision, dueMillis, 0, now.millis());
      return;
    }
    hints.remember(
        new Hint(
            due.payment(),
            due.key(),
            due.carried(),
            attempt,
            firstSeenMillis,
            dueMillis,
            start.nanos() + delay.toNanos()),
        now);
    if (memory.clients().contains(due.payment().clientId())) {
      match(due.payment().clientId());
    }
  }

  // Publishing

  private void publish(Destination to, Publication what) {
    publish(memory.nextNumber(), to, what);
  }

  private void publish(long number, Destination to, Publication what) {
    if (!outbox.publish(number, to, what, now)) {
      holdOriginals(what);
    }
  }

  /** Publishes what is given to whoever is bound to the exchange. */
  void handOn(Publication.ProcessedRecord record) {
    publish(Destination.PROCESSED_PAYMENTS, new Publication.HandedOn(record));
  }

  /** Tells the other consumers what has been handed on. */
  void tellHandedOn(List<PaymentKey> keys) {
    publish(Destination.PAYMENTS_LOG, new Publication.HandedOnMark(keys));
  }

  private void holdOriginals(Outbox.Sent sent) {
    holdOriginals(sent.what());
  }

  private void holdOriginals(Publication what) {
    what.original().ifPresent(rooms::hold);
    if (what instanceof Publication.HandedOn handedOn) {
      handingOn.waiting(handedOn.record().key()).forEach(rooms::hold);
    } else if (what instanceof Publication.Record record && underWay.containsKey(record.key())) {
      underWay.get(record.key()).attached.forEach(rooms::hold);
    }
  }

  private void confirmed(Outbox.Sent sent) {
    if (sent.what() instanceof Publication.Copy copy) {
      Delivery delivery = copy.delivery();
      Duration delay = Duration.ofMillis(copy.delayMillis());
      Moment start = sent.refused() ? now : sent.decided();
      settled(delivery);
      add(
          new Effect.Acknowledge(
              delivery,
              Optional.of(postponed(delivery.due(), copy.attempt(), delay)),
              start.millis()));
      remember(delivery, copy.attempt(), delay, copy.firstSeenMillis(), start);
    } else if (sent.what() instanceof Publication.Moved moved) {
      acknowledge(moved.delivery(), Optional.empty());
    } else if (sent.what() instanceof Publication.DeadLetter dead) {
      acknowledge(
          dead.delivery(),
          new Event.DeadLettered(
              dead.delivery().source().queue(), dead.reason().toString(), dead.detail()));
    } else if (sent.what() instanceof Publication.RegistrationRecord registration) {
      acknowledge(registration.delivery(), new Event.Registered(registration.client()));
      known(registration.client());
    } else if (sent.what() instanceof Publication.HandedOn handedOn) {
      handingOn.done(handedOn.record().key());
    }
  }

  private void putAside(Delivery delivery, Reason reason, String detail) {
    publish(
        Destination.DEAD_LETTERS,
        new Publication.DeadLetter(
            delivery, reason, detail, delivery.attempts(), firstSeen(delivery)));
  }

  private void acknowledge(Delivery delivery, Event event) {
    acknowledge(delivery, Optional.of(event));
  }

  /** The message is settled, once its event is written. */
  void acknowledge(Delivery delivery, Optional<Event> event) {
    settled(delivery);
    add(new Effect.Acknowledge(delivery, event, now.millis()));
  }

  private void settled(Delivery delivery) {
    rooms.settled(delivery);
  }

  private void add(Effect effect) {
    effects.add(effect);
  }

  // Time, and the end

  private void time() {
    outbox.time();
    handingOn.time();
    matched.addAll(matchedLate);
    matchedLate.clear();
    writeMatched();
    if (!blocked && outbox.secondsOfOldestRecord() > LONGEST_READING_BACK_SECONDS) {
      add(
          new Effect.EndSession(
              Effect.Why.STANDSTILL,
              "%s gives no records: one written %d s ago has not come by"
                  .formatted(
                      Destination.PAYMENTS_LOG.routingKey(), outbox.secondsOfOldestRecord())));
    }
  }

  private void stop() {
    stopping = true;
    matched.clear();
    matchedLate.clear();
    handingOn.stop();
  }

  /** A delivery waits for what is published to a destination: for long, if that takes nothing. */
  void await(Delivery delivery, Destination to) {
    if (outbox.isClosed(to)) {
      rooms.hold(delivery);
    }
  }

  /** Waits until a delivery's payment is known to be handed on, or long enough. */
  void hold(Delivery delivery) {
    rooms.hold(delivery);
  }

  Decisions decisions() {
    return memory.decisions;
  }

  /** Makes the record of a payment that was processed by somebody, to be handed on from here. */
  Publication.ProcessedRecord recordOf(Delivery delivery) {
    Due due = delivery.due();
    return record(due.payment(), due.key(), due.carried(), processed(delivery), 0);
  }

  /** Whether nothing is on its way whose answer settles something: after the stop, no question. */
  public boolean isQuiet() {
    synchronized (memory) {
      return outbox.onTheirWay() == 0 && (stopping || asked == 0);
    }
  }

  /** Returns how many deliveries of a queue are held that do not count for the prefetch. */
  public int heldOfFormer(Source source) {
    synchronized (memory) {
      return rooms.heldOfFormer(source);
    }
  }

  /** Returns the payments that are remembered to wait, in no order. */
  public List<Hint> waiting(Moment moment) {
    synchronized (memory) {
      List<Hint> waiting = new ArrayList<>(hints.all(moment));
      waiting.addAll(matched);
      waiting.addAll(matchedLate);
      return waiting;
    }
  }

  /** Returns how many payments are remembered to wait. */
  public int numberOfWaiting() {
    synchronized (memory) {
      return hints.size() + matched.size() + matchedLate.size();
    }
  }

  /** Returns how many of those are due, and have not come back so far. */
  public int overdue(Moment moment) {
    synchronized (memory) {
      return hints.overdue(moment);
    }
  }

  /** Returns the one of those that has been due for longest. */
  public Optional<Hint> mostOverdue(Moment moment) {
    synchronized (memory) {
      return hints.mostOverdue(moment);
    }
  }
}
