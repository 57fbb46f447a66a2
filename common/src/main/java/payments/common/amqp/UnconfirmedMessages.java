package payments.common.amqp;

import com.rabbitmq.client.Return;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import payments.common.amqp.NotConfirmedException.Reason;

/** The messages of one channel that wait for their confirm, by their numbers. */
final class UnconfirmedMessages {
  /** One message and who waits for it. */
  static final class Entry {
    private final Message message;
    private final Confirmation confirmation;
    private final long since = System.nanoTime();
    private String returned;

    private Entry(Message message, Confirmation confirmation) {
      this.message = message;
      this.confirmation = confirmation;
    }

    /** A returned message is confirmed, too: the broker is done with it, but no queue has it. */
    void confirm() {
      if (returned == null) {
        confirmation.confirmed();
      } else {
        fail(Reason.RETURNED, returned);
      }
    }

    /** Returns how long ago it was published. */
    Duration age() {
      return Duration.ofNanos(System.nanoTime() - since);
    }

    void fail(Reason reason, String why) {
      confirmation.failed(new NotConfirmedException(reason, why));
    }
  }

  private final NavigableMap<Long, Entry> entries = new TreeMap<>();

  synchronized Entry add(long number, Message message, Confirmation confirmation) {
    Entry entry = new Entry(message, confirmation);
    entries.put(number, entry);
    return entry;
  }

  /** Notes that no queue took a message. The return says which by content only, not by number. */
  synchronized void returned(Return returned) {
    for (Entry entry : entries.values()) {
      if (entry.returned == null && isSame(entry.message, returned)) {
        entry.returned =
            "no queue takes messages of exchange '%s' with routing key '%s'"
                .formatted(returned.getExchange(), returned.getRoutingKey());
        return;
      }
    }
  }

  private static boolean isSame(Message message, Return returned) {
    return message.exchange().equals(returned.getExchange())
        && message.routingKey().equals(returned.getRoutingKey())
        && Objects.equals(
            message.properties().getMessageId(), returned.getProperties().getMessageId())
        && Arrays.equals(message.body(), returned.getBody());
  }

  /** Takes out the message of that number and, if multiple, all before it; none if it is gone. */
  synchronized List<Entry> take(long number, boolean multiple) {
    if (!multiple) {
      Entry entry = entries.remove(number);
      return entry == null ? List.of() : List.of(entry);
    }
    NavigableMap<Long, Entry> upToNumber = entries.headMap(number, true);
    List<Entry> taken = new ArrayList<>(upToNumber.values());
    upToNumber.clear();
    return taken;
  }

  List<Entry> takeAll() {
    return take(Long.MAX_VALUE, true);
  }

  synchronized int size() {
    return entries.size();
  }

  /** Returns how long the oldest waits, in nanoseconds, 0 if none does. */
  synchronized long oldestNanos() {
    return entries.isEmpty() ? 0 : System.nanoTime() - entries.firstEntry().getValue().since;
  }
}
