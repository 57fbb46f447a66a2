package payments.common.amqp;

import com.rabbitmq.client.Return;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import payments.common.amqp.NotConfirmedException.Reason;

/** The messages of one channel that wait for their confirm, in the order of their numbers. */
final class UnconfirmedMessages {
  /** One message and who waits for it. */
  static final class Entry {
    private final long number;
    private final Message message;
    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private boolean taken;
    private String returned;

    private Entry(long number, Message message) {
      this.number = number;
      this.message = message;
    }

    CompletableFuture<Void> future() {
      return future;
    }

    /** A returned message is confirmed, too: the broker is done with it, but no queue has it. */
    void confirm() {
      if (returned == null) {
        future.complete(null);
      } else {
        fail(Reason.RETURNED, returned);
      }
    }

    void fail(Reason reason, String why) {
      future.completeExceptionally(new NotConfirmedException(reason, why));
    }
  }

  private final Deque<Entry> entries = new ArrayDeque<>();
  private int size;

  synchronized Entry add(long number, Message message) {
    Entry entry = new Entry(number, message);
    entries.addLast(entry);
    size++;
    return entry;
  }

  /** Forgets the newest message, which was not sent. */
  synchronized void withdraw(Entry entry) {
    if (!entry.taken && entries.removeLastOccurrence(entry)) {
      size--;
    }
  }

  /** Notes that no queue took a message. The return says which by content only, not by number. */
  synchronized void returned(Return returned) {
    entries.stream()
        .filter(entry -> !entry.taken && entry.returned == null && isSame(entry.message, returned))
        .findFirst()
        .ifPresent(
            entry ->
                entry.returned =
                    "no queue takes messages of exchange '%s' with routing key '%s'"
                        .formatted(returned.getExchange(), returned.getRoutingKey()));
  }

  private static boolean isSame(Message message, Return returned) {
    return message.exchange().equals(returned.getExchange())
        && message.routingKey().equals(returned.getRoutingKey())
        && Objects.equals(
            message.properties().getMessageId(), returned.getProperties().getMessageId())
        && Arrays.equals(message.body(), returned.getBody());
  }

  /** Takes out the message of that number and, if multiple, all before it. */
  synchronized List<Entry> take(long number, boolean multiple) {
    List<Entry> taken = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.number > number) {
        break;
      }
      if (!entry.taken && (multiple || entry.number == number)) {
        entry.taken = true;
        taken.add(entry);
      }
    }
    size -= taken.size();
    dropTaken();
    return taken;
  }

  synchronized List<Entry> takeAll() {
    return take(Long.MAX_VALUE, true);
  }

  synchronized int size() {
    return size;
  }

  private void dropTaken() {
    while (!entries.isEmpty() && entries.peekFirst().taken) {
      entries.removeFirst();
    }
  }
}
