package payments.consumer.desk;

import java.util.Arrays;

/**
 * The payments that were decided about last, and all those of which a copy is still to come back,
 * at 40 to 54 bytes each.
 *
 * <p>A ring holds them in the order in which they came; a table of places in the ring finds them.
 */
final class Decisions {
  private static final int REMEMBERED = 250_000;
  private static final int LEAST_CAPACITY = 1_024;

  /** Clocks of several hosts differ, and a copy may be late. */
  private static final long SLACK_MILLIS = 60_000;

  /** How many copies that are out are passed over in the search of one to forget. */
  private static final int MOST_PASSED_OVER = 4;

  private static final int EMPTY = -1;

  /** What is kept of each besides its key and times: the decision, and this. */
  private static final int HANDED_ON = 0x10;

  private static final int DECISION_BITS = 0x0f;
  private static final Decision[] DECISIONS = Decision.values();

  private final int remembered;
  private long[] high = new long[LEAST_CAPACITY];
  private long[] low = new long[LEAST_CAPACITY];
  private long[] copyDue = new long[LEAST_CAPACITY];
  private int[] content = new int[LEAST_CAPACITY];
  private byte[] state = new byte[LEAST_CAPACITY];
  private int[] table = emptyTable(LEAST_CAPACITY);
  private int oldest;
  private int size;

  /** Remembers the last 250,000. */
  Decisions() {
    this(REMEMBERED);
  }

  Decisions(int remembered) {
    this.remembered = remembered;
  }

  private static int[] emptyTable(int capacity) {
    int[] table = new int[2 * capacity];
    Arrays.fill(table, EMPTY);
    return table;
  }

  /** Returns what was decided about a payment, as far as is remembered. */
  Decision of(PaymentKey key) {
    int place = placeOf(key);
    return place == EMPTY ? Decision.OPEN : DECISIONS[state[place] & DECISION_BITS];
  }

  /** Whether a decided payment is known to have gone to the exchange. */
  boolean isHandedOn(PaymentKey key) {
    int place = placeOf(key);
    return place != EMPTY && (state[place] & HANDED_ON) != 0;
  }

  /** Notes that a decided payment has gone to the exchange; nothing if it is not remembered. */
  void handedOn(PaymentKey key) {
    int place = placeOf(key);
    if (place != EMPTY) {
      state[place] |= HANDED_ON;
    }
  }

  /** Returns a hash of what the decided payment was besides its key, 0 if that is not known. */
  int contentOf(PaymentKey key) {
    int place = placeOf(key);
    return place == EMPTY ? 0 : content[place];
  }

  private int placeOf(PaymentKey key) {
    return table[slotOf(key.high(), key.low())];
  }

  /**
   * Remembers a decision, unless there was another before: the first one counts.
   *
   * @param copyDueMillis until when a copy of the payment may come back, in milliseconds of the
   *     epoch; 0 if none will
   * @param contentHash of what the payment is besides its key, 0 if that is not known
   * @param nowMillis the time
   * @return whether it is the first
   */
  boolean add(
      PaymentKey key, Decision decision, long copyDueMillis, int contentHash, long nowMillis) {
    int place = placeOf(key);
    if (place != EMPTY) {
      copyDue[place] = Math.max(copyDue[place], copyDueMillis);
      return false;
    }
    if (size >= remembered) {
      forgetOne(nowMillis);
    }
    if (size == high.length) {
      grow();
    }
    append(key.high(), key.low(), copyDueMillis, contentHash, (byte) decision.ordinal());
    return true;
  }

  /** Returns how many are remembered. */
  int size() {
    return size;
  }

  /** Those whose copy is out go to the end, and if there are many, the ring grows. */
  private void forgetOne(long nowMillis) {
    for (int passedOver = 0; passedOver < MOST_PASSED_OVER; passedOver++) {
      int place = oldest;
      remove(slotOf(high[place], low[place]));
      oldest = (oldest + 1) % high.length;
      size--;
      if (copyDue[place] == 0 || copyDue[place] + SLACK_MILLIS < nowMillis) {
        return;
      }
      append(high[place], low[place], copyDue[place], content[place], state[place]);
    }
  }

  private void append(long highBits, long lowBits, long due, int contentHash, byte stateBits) {
    int place = (oldest + size) % high.length;
    high[place] = highBits;
    low[place] = lowBits;
    copyDue[place] = due;
    content[place] = contentHash;
    state[place] = stateBits;
    table[slotOf(highBits, lowBits)] = place;
    size++;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldDue = copyDue;
    int[] oldContent = content;
    byte[] oldState = state;
    int count = size;
    int capacity = count < LEAST_CAPACITY * 64 ? 2 * count : count + count / 4;
    int first = oldest;
    high = new long[capacity];
    low = new long[capacity];
    copyDue = new long[capacity];
    content = new int[capacity];
    state = new byte[capacity];
    table = emptyTable(capacity);
    oldest = 0;
    size = 0;
    for (int i = 0; i < count; i++) {
      int place = (first + i) % count;
      append(oldHigh[place], oldLow[place], oldDue[place], oldContent[place], oldState[place]);
    }
  }

  private int home(long lowBits) {
    return (int) Long.remainderUnsigned(lowBits, table.length);
  }

  /** Returns where a key is in the table, or the empty slot where it would be. */
  private int slotOf(long highBits, long lowBits) {
    int slot = home(lowBits);
    while (table[slot] != EMPTY && (low[table[slot]] != lowBits || high[table[slot]] != highBits)) {
      slot = next(slot);
    }
    return slot;
  }

  private int next(int slot) {
    return slot + 1 == table.length ? 0 : slot + 1;
  }

  /** Moves back what had to go further because of the removed one, so that it is found. */
  private void remove(int removed) {
    int gap = removed;
    for (int slot = next(gap); table[slot] != EMPTY; slot = next(slot)) {
      int home = home(low[table[slot]]);
      boolean mayMove = gap <= slot ? home <= gap || home > slot : home <= gap && home > slot;
      if (mayMove) {
        table[gap] = table[slot];
        gap = slot;
      }
    }
    table[gap] = EMPTY;
  }
}
