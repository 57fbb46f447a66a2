package payments.consumer.desk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processed payments that are to go to the exchange for them, and are not known to have gone.
 * Each is settled when it has. So queues get a payment twice only if a consumer is lost between.
 */
final class HandingOn {
  private static final int MOST_IN_A_MARK = 500;

  /** So long another consumer, which has processed a payment, may take to tell that it has gone. */
  private static final int PATIENCE_SECONDS = 10;

  private record Awaited(long second, List<Delivery> deliveries) {}

  private final Desk desk;

  /** Published from here, and who waits for that. */
  private final Map<PaymentKey, List<Delivery>> underWay = new LinkedHashMap<>();

  /** Processed by others, the oldest first. */
  private final Map<PaymentKey, Awaited> ofOthers = new LinkedHashMap<>();

  private List<PaymentKey> untold = new ArrayList<>();
  private long second;
  private boolean stopping;

  HandingOn(Desk desk) {
    this.desk = desk;
  }

  /** A payment was processed here. */
  void begin(Publication.ProcessedRecord record, List<Delivery> deliveries) {
    List<Delivery> waiting = underWay.get(record.key());
    if (waiting == null) {
      underWay.put(record.key(), new ArrayList<>(deliveries));
      desk.handOn(record);
    } else {
      waiting.addAll(deliveries);
    }
  }

  /** A payment has come again that was processed, here or elsewhere. */
  void await(Delivery delivery) {
    PaymentKey key = delivery.due().key();
    if (underWay.containsKey(key)) {
      underWay.get(key).add(delivery);
      desk.await(delivery, Destination.PROCESSED_PAYMENTS);
    } else {
      ofOthers
          .computeIfAbsent(key, any -> new Awaited(second, new ArrayList<>()))
          .deliveries()
          .add(delivery);
      desk.hold(delivery);
    }
  }

  /** Returns the deliveries that wait until a payment is handed on from here. */
  List<Delivery> waiting(PaymentKey key) {
    return underWay.getOrDefault(key, List.of());
  }

  /** The exchange has taken a payment from here. */
  void done(PaymentKey key) {
    untold.add(key);
    settle(key, underWay.remove(key));
    if (stopping || untold.size() >= MOST_IN_A_MARK) {
      tell();
    }
  }

  /** The exchange has taken a payment, as somebody tells. */
  void read(PaymentKey key) {
    Awaited awaited = ofOthers.remove(key);
    settle(key, awaited == null ? List.of() : awaited.deliveries());
  }

  private void settle(PaymentKey key, List<Delivery> deliveries) {
    desk.decisions().handedOn(key);
    deliveries.forEach(delivery -> desk.acknowledge(delivery, Optional.empty()));
  }

  /** Tells from now on what has gone as it goes: there may be no next second. */
  void stop() {
    stopping = true;
    tell();
  }

  /** Tells others what has gone. */
  private void tell() {
    if (!untold.isEmpty()) {
      desk.tellHandedOn(untold);
      untold = new ArrayList<>();
    }
  }

  /** A second has passed. What nobody has told of is handed on from here. */
  void time() {
    second++;
    tell();
    List<Awaited> over = new ArrayList<>();
    ofOthers.values().stream()
        .takeWhile(awaited -> second - awaited.second() > PATIENCE_SECONDS)
        .forEach(over::add);
    for (Awaited awaited : over) {
      Publication.ProcessedRecord record = desk.recordOf(awaited.deliveries().get(0));
      ofOthers.remove(record.key());
      begin(record, awaited.deliveries());
    }
  }
}
