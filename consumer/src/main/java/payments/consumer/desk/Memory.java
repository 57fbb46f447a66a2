package payments.consumer.desk;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What outlives a session: whom the consumer knows, what was decided, and which records it wrote
 * that it has not read yet. Its monitor is the lock of every desk that uses it.
 */
public final class Memory {
  /** A record that was published, in which session, and not read back so far. */
  record Written(int session, Publication.Record what) {}

  private final RegisteredClients clients = new RegisteredClients();
  final Decisions decisions = new Decisions();

  /** By number, the oldest first. */
  final Map<Long, Written> written = new LinkedHashMap<>();

  private long lastNumber;
  private int session;
  private long voidRecords;
  private boolean complete;
  private long largestMessage = Long.MAX_VALUE;

  /** Returns whom the consumer knows. */
  public RegisteredClients clients() {
    return clients;
  }

  /**
   * A session begins. What was written in earlier ones may still come by, however many failed to
   * begin since; it is forgotten once it can no more be the first decision about its payment.
   *
   * @return its number
   */
  int begin() {
    session++;
    written
        .values()
        .removeIf(
            record ->
                record.session() < session - 1
                    && decisions.of(record.what().key()) != Decision.OPEN);
    return session;
  }

  /** Returns a number for what is published next, which nothing else of this process has. */
  long nextNumber() {
    return ++lastNumber;
  }

  /** Whether a record was published under a number, and has not been read so far. */
  public synchronized boolean expects(long number) {
    return written.containsKey(number);
  }

  void addVoidRecord() {
    voidRecords++;
  }

  /** Returns how many records of this process came after another decision about their payment. */
  public synchronized long voidRecords() {
    return voidRecords;
  }

  /** Notes how many bytes the broker takes in a message, when it has refused one. */
  public synchronized void largestMessage(long bytes) {
    largestMessage = bytes;
  }

  long largestMessage() {
    return largestMessage;
  }

  /** Notes that all clients are known that were registered before the start. */
  public synchronized void complete() {
    complete = true;
  }

  /** Whether all clients are known that were registered before the start. */
  public synchronized boolean isComplete() {
    return complete;
  }
}
