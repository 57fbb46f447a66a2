package payments.consumer.paymentslog;

import java.util.Arrays;

/**
 * The payments processed last, and all those of which a copy is still to come back, at 34 to 48
 * bytes each. Any thread may use it.
 *
 * <p>A ring holds them in the order in which they came; a table of places in the ring finds them.
 */
public final class ProcessedPayments {
  private static final int REMEMBERED = 250_000;
  private static final int LEAST_CAPACITY = 1_024;

  /** Clocks of several hosts differ, and a copy may be late. */
  private static final long SLACK_MILLIS = 60_000;

  /** How many copies that are out are passed over in the search of one to forget. */
  private static final int MOST_PASSED_OVER = 4;

  private static final int EMPTY = -1;

  private final int remembered;
  private long[] high = new long[LEAST_CAPACITY];
  private long[] low = new long[LEAST_CAPACITY];
  private long[] copyDue = new long[LEAST_CAPACITY];
  private int[] table = emptyTable(LEAST_CAPACITY);
  private int oldest;
  private int size;

  /** Remembers the last 250,000. */
  public ProcessedPayments() {
    this(REMEMBERED);
  }

  ProcessedPayments(int remembered) {
    this.remembered = remembered;
  }

  private static int[] emptyTable(int capacity) {
    int[] table = new int[2 * capacity];
    Arrays.fill(table, EMPTY);
    return table;
  }

  /** Whether a payment was processed, as far as is remembered. */
  public synchronized boolean contains(PaymentKey key) {
    return table[slotOf(key.high(), key.low())] != EMPTY;
  }

  /**
   * Remembers a payment as processed.
   *
   * @param copyDueMillis until when a copy of it may come back, in milliseconds of the epoch; 0 if
   *     none will
   * @param nowMillis the time
   */
  public synchronized void add(PaymentKey key, long copyDueMillis, long nowMillis) {
    int place = table[slotOf(key.high(), key.low())];
    if (place != EMPTY) {
      copyDue[place] = Math.max(copyDue[place], copyDueMillis);
      return;
    }
    if (size >= remembered) {
      forgetOne(nowMillis);
    }
    if (size == high.length) {
      grow();
    }
    append(key.high(), key.low(), copyDueMillis);
  }

  /** Returns how many are remembered. */
  public synchronized int size() {
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
      append(high[place], low[place], copyDue[place]);
    }
  }

  private void append(long highBits, long lowBits, long due) {
    int place = (oldest + size) % high.length;
    high[place] = highBits;
    low[place] = lowBits;
    copyDue[place] = due;
    table[slotOf(highBits, lowBits)] = place;
    size++;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldDue = copyDue;
    int count = size;
    int capacity = count < LEAST_CAPACITY * 64 ? 2 * count : count + count / 4;
    int first = oldest;
    high = new long[capacity];
    low = new long[capacity];
    copyDue = new long[capacity];
    table = emptyTable(capacity);
    oldest = 0;
    size = 0;
    for (int i = 0; i < count; i++) {
      int place = (first + i) % count;
      append(oldHigh[place], oldLow[place], oldDue[place]);
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
