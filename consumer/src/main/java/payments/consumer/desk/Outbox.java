package payments.consumer.desk;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * What is published and not confirmed. What the broker refuses, for a queue is full, is published
 * again from here: one message a second for each destination, in turn, until one is taken; the
 * others for it wait meanwhile. So a full queue costs next to nothing, and the original of a copy
 * need not be given back, which would count against a delivery limit.
 */
final class Outbox {
  private static final int LARGEST_BURST = 1_024;

  /** After so many probes in vain the next one goes by another channel. */
  private static final int PROBES_A_CHANNEL = 5;

  private static final int REMINDER_SECONDS = 60;

  /**
   * A message on its way.
   *
   * @param decided when it was decided to send it
   * @param refused whether it was, or waited behind what was
   */
  record Sent(long number, Destination to, Publication what, Moment decided, boolean refused) {
    Sent again() {
      return new Sent(number, to, what, decided, true);
    }
  }

  /** Sent, and in which second that was the last time. */
  private record Outstanding(Sent sent, long second) {}

  /** A destination that has refused something: it may refuse the next one, too. */
  private static final class Lane {
    private final Queue<Sent> waiting = new ArrayDeque<>();
    private boolean closed;

    /** Number of the message that shows whether it takes any, 0 if none is on its way. */
    private long probe;

    private int burst = 1;
    private int probesInARow;
    private long refusals;
    private long nextReminder;
  }

  private final Consumer<Effect> effects;
  private final Map<Long, Outstanding> outstanding = new LinkedHashMap<>();
  private final Map<Destination, Lane> lanes = new HashMap<>();
  private long second;

  /** Nothing that is on its way counts as older. */
  private long agesSince;

  /** Starts with nothing. */
  Outbox(Consumer<Effect> effects) {
    this.effects = effects;
  }

  /**
   * Publishes a message as often as it takes.
   *
   * @return whether it was published at once; else it waits behind others
   */
  boolean publish(long number, Destination to, Publication what, Moment now) {
    Sent sent = new Sent(number, to, what, now, false);
    if (isClosed(to)) {
      lanes.get(to).waiting.add(sent.again());
      return false;
    }
    send(sent);
    return true;
  }

  /** Whether what is published to a destination waits behind what that has refused. */
  boolean isClosed(Destination to) {
    return !lanes.isEmpty() && lanes.containsKey(to) && lanes.get(to).closed;
  }

  private void send(Sent sent) {
    outstanding.put(sent.number(), new Outstanding(sent, second));
    effects.accept(new Effect.Publish(sent.number(), sent.to(), sent.what()));
  }

  /** Returns what was published under a number and is safe now, none if nothing is awaited. */
  Optional<Sent> confirmed(long number) {
    Outstanding confirmed = outstanding.remove(number);
    if (confirmed == null) {
      return lanes.isEmpty() ? Optional.empty() : takeRefused(number);
    }
    Lane lane = lanes.isEmpty() ? null : lanes.get(confirmed.sent().to());
    if (lane != null && lane.probe == number) {
      reopen(lane);
    }
    return Optional.of(confirmed.sent());
  }

  /** A record may be read though it was refused: it is not to be sent again. */
  private Optional<Sent> takeRefused(long number) {
    for (Lane lane : lanes.values()) {
      for (Sent sent : lane.waiting) {
        if (sent.number() == number) {
          lane.waiting.remove(sent);
          return Optional.of(sent);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns what was refused, and waits now; none if nothing is awaited. */
  Optional<Sent> refused(long number) {
    Outstanding refused = outstanding.remove(number);
    if (refused == null) {
      return Optional.empty();
    }
    Lane lane = lanes.computeIfAbsent(refused.sent().to(), any -> new Lane());
    lane.closed = true;
    lane.burst = 1;
    lane.waiting.add(refused.sent().again());
    if (lane.probe == number) {
      lane.probe = 0;
      lane.probesInARow++;
    }
    lane.refusals++;
    if (second >= lane.nextReminder) {
      lane.nextReminder = second + REMINDER_SECONDS;
      effects.accept(
          new Effect.Warn(
              "%s takes no messages: refused %d times so far, %d wait; one is tried again every 1 s"
                  .formatted(refused.sent().to(), lane.refusals, lane.waiting.size())));
    }
    return Optional.of(refused.sent());
  }

  /** A second has passed. */
  void time() {
    second++;
    for (Lane lane : lanes.values()) {
      if (lane.closed && lane.probe == 0) {
        if (lane.probesInARow > 0 && lane.probesInARow % PROBES_A_CHANNEL == 0) {
          effects.accept(new Effect.ChangeChannel());
        }
        sendNext(lane, 1);
      }
    }
  }

  /** Twice as many as the time before: a queue that has room for one need not refuse thousands. */
  private void reopen(Lane lane) {
    lane.probe = 0;
    lane.probesInARow = 0;
    lane.burst = Math.min(LARGEST_BURST, 2 * lane.burst);
    sendNext(lane, lane.burst);
  }

  /** The last one of several is a probe, unless no other waits. */
  private void sendNext(Lane lane, int most) {
    for (int i = 1; i <= most && !lane.waiting.isEmpty(); i++) {
      Sent next = lane.waiting.poll();
      if (i == most) {
        lane.probe = next.number();
      }
      send(next);
    }
    lane.closed = lane.probe != 0;
  }

  /** What is on its way counts as sent now: the broker took nothing until now. */
  void restartAges() {
    agesSince = second;
  }

  /** Returns for how many seconds the oldest record that was sent has not been read. */
  long secondsOfOldestRecord() {
    for (Outstanding each : outstanding.values()) { // in the order in which they were sent
      if (each.sent().what() instanceof Publication.Record) {
        return second - Math.max(agesSince, each.second());
      }
    }
    return 0;
  }

  /** Returns how many are on their way, those not counted that wait behind a refusal. */
  int onTheirWay() {
    return outstanding.size();
  }
}
