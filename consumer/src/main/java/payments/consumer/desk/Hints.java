package payments.consumer.desk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The payments that this consumer has postponed in a session: hints, so that they need not wait
 * until they are due once their client is known. Each ends when its copy is seen again, when it is
 * taken, or, where another consumer sees the copy, some time after it is due that follows from how
 * late copies have been. Where there is no room for one, it is not remembered, and simply waits.
 */
final class Hints {
  private static final int MOST = 100_000;
  private static final int FEW = 1_000;

  /** In memory, beside what the payment itself takes. */
  private static final int BYTES_EACH = 256;

  private static final long LEAST_GRACE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MOST_GRACE_NANOS = Duration.ofMinutes(10).toNanos();

  /** Of how many copies that come back the lateness is remembered, roughly. */
  private static final int LATENESS_OF = 64;

  private static final class Place {
    private Hint hint;
    private Place next;
    private Place previous;
    private boolean overdue;

    Place(Hint hint) {
      this.hint = hint;
    }
  }

  private final int most;
  private final long mostBytes;
  private final Map<PaymentKey, Place> byKey = new HashMap<>();
  private final Long2ObjectHashMap<Place> byClient = new Long2ObjectHashMap<>();

  /** Those that are not due, with what is left of those that were taken. */
  private final Queue<Waiting> byDue =
      new PriorityQueue<>((one, other) -> Long.signum(one.dueNanos() - other.dueNanos()));

  /** Those that are due, the oldest first, with what is left of those that were taken. */
  private final Queue<Waiting> due = new ArrayDeque<>();

  private record Waiting(Place place, long dueNanos) {}

  private long bytes;
  private int overdue;
  private long latenessNanos;

  /** When a payment that had waited was delivered last, whichever it was. */
  private long lastBackNanos;

  private boolean anyBack;

  /** Takes at most so much of the heap. */
  Hints(long mostBytes) {
    this(MOST, mostBytes);
  }

  Hints(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** Remembers a payment, if there is room. */
  void remember(Hint hint, Moment now) {
    pass(now);
    remove(hint.key());
    if (byDue.size() + due.size() > 2 * byKey.size() + FEW) { // most of them are taken already
      byDue.removeIf(waiting -> waiting.place().hint == null);
      due.removeIf(waiting -> waiting.place().hint == null);
    }
    if (byKey.size() >= most || bytes + sizeOf(hint) > mostBytes) {
      return;
    }
    Place place = new Place(hint);
    byKey.put(hint.key(), place);
    place.next = byClient.put(hint.client(), place);
    if (place.next != null) {
      place.next.previous = place;
    }
    byDue.add(new Waiting(place, hint.dueNanos()));
    bytes += sizeOf(hint);
  }

  /** A payment that has waited has come back, whether it is remembered or not. */
  void back(Moment now) {
    anyBack = true;
    lastBackNanos = now.nanos();
  }

  /** A copy of a payment has come: it does not wait any more, unless another copy of it does. */
  void seen(PaymentKey key, Moment now) {
    Place place = byKey.get(key);
    long late = place == null ? -1 : now.nanos() - place.hint.dueNanos();
    if (late >= 0) {
      latenessNanos =
          late > latenessNanos ? late : latenessNanos - (latenessNanos - late) / LATENESS_OF;
      forget(place);
    }
  }

  /** Returns when the copy of a payment comes back, 0 if it is not remembered. */
  long dueMillis(PaymentKey key) {
    Place place = byKey.get(key);
    return place == null ? 0 : place.hint.dueMillis();
  }

  /** Forgets a payment, if it is remembered. */
  void remove(PaymentKey key) {
    Place place = byKey.get(key);
    if (place != null) {
      forget(place);
    }
  }

  /** Whether a payment of a client is remembered. */
  boolean has(long client) {
    return byClient.containsKey(client);
  }

  /** Takes out all that are remembered of a client. */
  List<Hint> take(long client, Moment now) {
    pass(now);
    List<Hint> taken = new ArrayList<>();
    Place place = byClient.get(client);
    while (place != null) {
      Place next = place.next;
      taken.add(place.hint);
      forget(place);
      place = next;
    }
    return taken;
  }

  /** Returns those that are remembered, in no order. */
  List<Hint> all(Moment now) {
    pass(now);
    return byKey.values().stream().map(place -> place.hint).toList();
  }

  int size() {
    return byKey.size();
  }

  /** Returns how many are due and have not been seen since. */
  int overdue(Moment now) {
    pass(now);
    return overdue;
  }

  /** Returns the one that has been due for longest. */
  Optional<Hint> mostOverdue(Moment now) {
    pass(now);
    return due.stream()
        .map(waiting -> waiting.place().hint)
        .filter(hint -> hint != null)
        .findFirst();
  }

  /** Returns for how long one that is due is remembered. */
  long graceNanos() {
    return Math.min(MOST_GRACE_NANOS, LEAST_GRACE_NANOS + 2 * latenessNanos);
  }

  private void pass(Moment now) {
    while (!byDue.isEmpty() && byDue.peek().dueNanos() - now.nanos() <= 0) {
      Waiting next = byDue.poll();
      if (next.place().hint != null) {
        next.place().overdue = true;
        overdue++;
        due.add(next);
      }
    }
    long end = now.nanos() - graceNanos();
    while (!due.isEmpty() && (due.peek().place().hint == null || isOver(due.peek(), end, now))) {
      Place over = due.poll().place();
      if (over.hint != null) {
        forget(over);
      }
    }
  }

  /** While nothing at all comes back, late is what all are. */
  private boolean isOver(Waiting waiting, long end, Moment now) {
    boolean othersCame = anyBack && lastBackNanos - waiting.dueNanos() >= 0;
    return waiting.dueNanos() - end <= 0
        && (othersCame || waiting.dueNanos() + MOST_GRACE_NANOS - now.nanos() <= 0);
  }

  private void forget(Place place) {
    long client = place.hint.client();
    if (place.next != null) {
      place.next.previous = place.previous;
    }
    if (place.previous != null) {
      place.previous.next = place.next;
    } else if (place.next != null) {
      byClient.put(client, place.next);
    } else {
      byClient.remove(client);
    }
    byKey.remove(place.hint.key());
    bytes -= sizeOf(place.hint);
    overdue -= place.overdue ? 1 : 0;
    place.hint = null;
    place.next = null;
    place.previous = null;
  }

  private static long sizeOf(Hint hint) {
    return BYTES_EACH + hint.carried().size();
  }
}
