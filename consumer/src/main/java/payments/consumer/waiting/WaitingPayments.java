package payments.consumer.waiting;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The payments that this consumer has postponed in a session, until they are due: hints, so that
 * they need not wait until then once their client is known. Where there is no room for one, it is
 * forgotten, and simply waits. Any thread may use it.
 */
public final class WaitingPayments {
  private static final int MOST = 100_000;
  private static final int FEW = 1_000;

  /** In memory, beside what the payment itself takes. */
  private static final int BYTES_EACH = 144;

  private static final class Hint {
    private Remembered payment;
    private Hint next;
    private Hint previous;
    private final long endNanos;

    Hint(Remembered payment) {
      this.payment = payment;
      this.endNanos = payment.endNanos();
    }
  }

  private final long mostBytes;
  private final int most;
  private final Long2ObjectHashMap<Hint> byClient = new Long2ObjectHashMap<>();
  private final PriorityQueue<Hint> byEnd =
      new PriorityQueue<>((one, other) -> Long.signum(one.endNanos - other.endNanos));
  private long bytes;
  private int size;

  /** Takes at most an eighth of the heap. */
  public WaitingPayments() {
    this(MOST, Runtime.getRuntime().maxMemory() / 8);
  }

  WaitingPayments(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** Remembers a payment, if there is room and time left. */
  public synchronized void remember(Remembered payment) {
    forgetDue();
    if (byEnd.size() > 2 * size + FEW) { // most of them are taken already
      byEnd.removeIf(hint -> hint.payment == null);
    }
    if (size >= most
        || bytes + sizeOf(payment) > mostBytes
        || payment.endNanos() - System.nanoTime() <= 0) {
      return;
    }
    Hint hint = new Hint(payment);
    hint.next = byClient.put(payment.clientId(), hint);
    if (hint.next != null) {
      hint.next.previous = hint;
    }
    byEnd.add(hint);
    bytes += sizeOf(payment);
    size++;
  }

  /** Whether a payment of a client is remembered. */
  public synchronized boolean has(long client) {
    return byClient.containsKey(client);
  }

  /** Takes out all that are remembered of a client and not due. */
  public synchronized List<Remembered> take(long client) {
    forgetDue();
    List<Remembered> taken = new ArrayList<>();
    Hint hint = byClient.remove(client);
    while (hint != null) {
      Hint next = hint.next;
      taken.add(hint.payment);
      forget(hint);
      hint = next;
    }
    return taken;
  }

  /** Returns those that are remembered, in no order. */
  public synchronized List<Remembered> snapshot() {
    forgetDue();
    return byEnd.stream().filter(hint -> hint.payment != null).map(hint -> hint.payment).toList();
  }

  /** Returns how many are remembered. */
  public synchronized int size() {
    forgetDue();
    return size;
  }

  private void forgetDue() {
    long now = System.nanoTime();
    while (!byEnd.isEmpty() && byEnd.peek().endNanos - now <= 0) {
      Hint due = byEnd.poll();
      if (due.payment != null) {
        unlink(due);
        forget(due);
      }
    }
  }

  private void unlink(Hint due) {
    if (due.next != null) {
      due.next.previous = due.previous;
    }
    if (due.previous != null) {
      due.previous.next = due.next;
    } else if (due.next != null) {
      byClient.put(due.payment.clientId(), due.next);
    } else {
      byClient.remove(due.payment.clientId());
    }
  }

  /** What is left of it in the queue by time is next to nothing. */
  private void forget(Hint hint) {
    bytes -= sizeOf(hint.payment);
    size--;
    hint.payment = null;
    hint.next = null;
    hint.previous = null;
  }

  private static long sizeOf(Remembered payment) {
    return BYTES_EACH + payment.carried().size();
  }
}
