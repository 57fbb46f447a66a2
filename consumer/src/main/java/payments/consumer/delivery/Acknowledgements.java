package payments.consumer.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Works out how few acknowledgements a channel needs: one for all before the oldest delivery that
 * is not settled, and one for each that was overtaken.
 *
 * <p>One thread adds deliveries, in their order; another one does all else.
 */
final class Acknowledgements {
  /**
   * An acknowledgement.
   *
   * @param deliveryTag of the message
   * @param multiple whether it is for all messages before it, too
   */
  record Ack(long deliveryTag, boolean multiple) {}

  private static final int SWEEP_EVERY = 256;

  /** In the order of delivery, so that the head is the oldest that is not settled. */
  private final Queue<Incoming> unsettled = new ConcurrentLinkedQueue<>();

  private final List<Incoming> toAcknowledge = new ArrayList<>();
  private int takes;

  /** Adds a delivery, whose tag is higher than those before. */
  void delivered(Incoming message) {
    unsettled.add(message);
  }

  /** Notes that a message, settled now, is to be acknowledged. */
  void acknowledge(Incoming message) {
    toAcknowledge.add(message);
  }

  /** Returns the acknowledgements that are due, in the order in which they are to be sent. */
  List<Ack> take() {
    while (!unsettled.isEmpty() && unsettled.peek().isSettled()) {
      unsettled.poll();
    }
    if (++takes % SWEEP_EVERY == 0) { // one that is held would keep all that came after it
      unsettled.removeIf(Incoming::isSettled);
    }
    Incoming oldest = unsettled.peek();
    long limit = oldest == null ? Long.MAX_VALUE : oldest.deliveryTag();
    List<Ack> acks = new ArrayList<>();
    long upTo = 0;
    for (Incoming message : toAcknowledge) {
      if (message.deliveryTag() < limit) {
        upTo = Math.max(upTo, message.deliveryTag());
      } else {
        acks.add(new Ack(message.deliveryTag(), false));
      }
    }
    toAcknowledge.clear();
    if (upTo > 0) {
      acks.add(new Ack(upTo, true));
    }
    return acks;
  }

  /** Whether every delivery is settled, or held for something that may take long. */
  boolean isQuiet() {
    return unsettled.stream().allMatch(message -> message.isSettled() || message.isHeld());
  }

  /** Returns how many deliveries are not settled. */
  int unsettled() {
    int count = 0;
    for (Incoming message : unsettled) {
      count += message.isSettled() ? 0 : 1;
    }
    return count;
  }

  /** Returns the tag of the newest delivery that is not settled, and settles all of them. */
  OptionalLong settleRest() {
    return unsettled.stream().filter(Incoming::settle).mapToLong(Incoming::deliveryTag).max();
  }
}
