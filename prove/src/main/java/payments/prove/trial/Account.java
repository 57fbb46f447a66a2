package payments.prove.trial;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all publishers together have sent, and what of it the broker has confirmed. Any thread may
 * use it.
 */
final class Account {
  /**
   * A payment that the broker has taken over.
   *
   * @param client who pays
   * @param at when the confirm came
   */
  record Confirmed(long client, Instant at) {}

  private final AtomicLong last = new AtomicLong();
  private final Set<Long> sent = ConcurrentHashMap.newKeySet();
  private final Map<Long, Confirmed> confirmed = new ConcurrentHashMap<>();
  private final Map<Long, Instant> registered = new ConcurrentHashMap<>();

  /** Returns the number of a payment that is about to be sent. */
  long next() {
    long payment = last.incrementAndGet();
    sent.add(payment);
    return payment;
  }

  void confirm(long payment, long client, Instant at) {
    confirmed.put(payment, new Confirmed(client, at));
  }

  /** Notes when a registration was confirmed; of several, the first counts. */
  void register(long client, Instant at) {
    registered.putIfAbsent(client, at);
  }

  /** Returns the numbers of all payments, confirmed or in doubt. */
  Set<Long> sent() {
    return Set.copyOf(sent);
  }

  /** Returns the confirmed payments by their numbers. */
  Map<Long, Confirmed> confirmed() {
    return Map.copyOf(confirmed);
  }

  /** Returns from when on a confirmed payment could be processed: both confirms had come. */
  Instant due(long payment) {
    Confirmed of = confirmed.get(payment);
    Instant client = registered.getOrDefault(of.client(), of.at());
    return client.isAfter(of.at()) ? client : of.at();
  }
}
