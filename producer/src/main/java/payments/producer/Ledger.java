package payments.producer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of each message of a run: confirmed, refused, or in doubt as long as the broker has
 * said nothing of it. At most 1,000 are in doubt at a time.
 *
 * <p>Any thread may use it.
 */
final class Ledger {
  static final int WINDOW = 1_000;

  /**
   * A message that is on its way.
   *
   * @param number its place in the order of sending, from 1
   * @param client whom it is about
   */
  record Sent(long number, long client, Outgoing outgoing) {}

  /** The first message, in the order of sending, that the broker did not take. */
  record Refused(Sent sent, String why) {}

  /** The end of a connection. */
  sealed interface Loss {
    /** Returns the reason, in words. */
    String why();
  }

  /** It was lost, and another may do better. */
  record Broken(String why) implements Loss {}

  /**
   * The broker ended it on purpose.
   *
   * @param cure what to do about it
   * @param tookNothing whether it refuses all alike, so that none of a run that it confirmed
   *     nothing of is there
   */
  record Rejected(String why, String cure, boolean tookNothing) implements Loss {}

  private final Runnable onConfirm;
  private final NavigableMap<Long, Sent> inDoubt = new TreeMap<>();
  private long sent;
  private long confirmed;
  private long sentAgain;
  private long lastClient;
  private Refused refused;
  private Loss loss;
  private int connection;
  private boolean stopped;
  private long lastSign = System.nanoTime();

  /**
   * Starts empty.
   *
   * @param onConfirm called for each message that is confirmed
   */
  Ledger(Runnable onConfirm) {
    this.onConfirm = onConfirm;
  }

  /**
   * Waits until one more message may be on its way.
   *
   * @return false if one was refused or the connection is lost
   */
  synchronized boolean awaitRoom() throws InterruptedException {
    while (stopped || inDoubt.size() >= WINDOW && refused == null && loss == null) {
      wait();
    }
    return refused == null && loss == null;
  }

  /** Notes a message, before it is published. Once all is stopped this never returns. */
  synchronized Sent add(long client, Outgoing outgoing) throws InterruptedException {
    while (stopped) {
      wait();
    }
    if (inDoubt.isEmpty()) {
      lastSign = System.nanoTime();
    }
    Sent added = new Sent(++sent, client, outgoing);
    inDoubt.put(added.number(), added);
    lastClient = client;
    return added;
  }

  synchronized void confirm(Sent of) {
    if (inDoubt.remove(of.number()) != null) {
      confirmed++;
      onConfirm.run();
    }
    signOfLife();
    notifyAll();
  }

  synchronized void refuse(Sent of, String why) {
    inDoubt.remove(of.number());
    if (refused == null || of.number() < refused.sent().number()) {
      refused = new Refused(of, why);
    }
    signOfLife();
    notifyAll();
  }

  /**
   * Notes the end of a connection; what an earlier one still says of its end makes no difference.
   *
   * @param of the number of the connection
   */
  synchronized void lose(int of, Loss why) {
    if (of == connection && loss == null) {
      loss = why;
      notifyAll();
    }
  }

  /**
   * Goes on with another connection.
   *
   * @param with its number
   * @return what is to be sent again
   */
  synchronized List<Sent> resume(int with) throws InterruptedException {
    while (stopped) {
      wait();
    }
    connection = with;
    loss = null;
    sentAgain += inDoubt.size();
    signOfLife();
    return List.copyOf(inDoubt.values());
  }

  /**
   * Waits until nothing is in doubt.
   *
   * @return false if the connection is lost: then there may be more to send, though nothing is in
   *     doubt
   */
  synchronized boolean awaitAll() throws InterruptedException {
    while (stopped || !inDoubt.isEmpty() && loss == null) {
      wait();
    }
    return loss == null;
  }

  /** Lets nothing more be sent, and gives the broker some time to confirm what was. */
  synchronized Account stop(Duration patience) throws InterruptedException {
    stopped = true;
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toMillis();
    while (!inDoubt.isEmpty() && loss == null && left > 0) {
      wait(left);
      left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    }
    return account();
  }

  /** Notes that the broker is there, or has a reason to be silent. */
  synchronized void signOfLife() {
    lastSign = System.nanoTime();
  }

  /** Returns how long the broker has owed an answer, zero if it owes none. */
  synchronized Duration silence() {
    return inDoubt.isEmpty() || loss != null
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - lastSign);
  }

  synchronized Account account() {
    return new Account(
        sent,
        confirmed,
        sentAgain,
        lastClient,
        new ArrayList<>(inDoubt.values()),
        Optional.ofNullable(refused),
        Optional.ofNullable(loss));
  }
}
