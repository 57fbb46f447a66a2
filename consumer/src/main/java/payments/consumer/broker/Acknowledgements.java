package payments.consumer.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The deliveries of a channel that are not settled, and the few acknowledgements that the others
 * need: one for all before the oldest that is not settled, and one for each that was overtaken.
 * What is settled is let go. Any thread may use it.
 */
final class Acknowledgements {
  /**
   * An acknowledgement.
   *
   * @param deliveryTag of the message
   * @param multiple whether it is for all messages before it, too
   */
  record Ack(long deliveryTag, boolean multiple) {}

  /** By delivery tag, in the order of delivery. */
  private final Map<Long, Incoming> unsettled = new LinkedHashMap<>();

  private final List<Long> toAcknowledge = new ArrayList<>();

  /** Adds a delivery, whose tag is higher than those before. */
  synchronized void delivered(Incoming message) {
    unsettled.put(message.deliveryTag(), message);
  }

  /** Returns a message, none if it is settled. */
  synchronized Optional<Incoming> unsettled(long deliveryTag) {
    return Optional.ofNullable(unsettled.get(deliveryTag));
  }

  /** Notes that a message is to be acknowledged, unless it is settled already. */
  synchronized void acknowledge(long deliveryTag) {
    if (settle(deliveryTag)) {
      toAcknowledge.add(deliveryTag);
    }
  }

  /** Returns whether a message was not settled before. */
  synchronized boolean settle(long deliveryTag) {
    return unsettled.remove(deliveryTag) != null;
  }

  /** Returns the acknowledgements that are due, in the order in which they are to be sent. */
  synchronized List<Ack> take() {
    long limit = unsettled.isEmpty() ? Long.MAX_VALUE : unsettled.keySet().iterator().next();
    List<Ack> acks = new ArrayList<>();
    long upTo = 0;
    for (long tag : toAcknowledge) {
      if (tag < limit) {
        upTo = Math.max(upTo, tag);
      } else {
        acks.add(new Ack(tag, false));
      }
    }
    toAcknowledge.clear();
    if (upTo > 0) {
      acks.add(new Ack(upTo, true));
    }
    return acks;
  }

  /** Returns how many deliveries are not settled. */
  synchronized int unsettled() {
    return unsettled.size();
  }

  /** Returns the tag of the newest delivery that is not settled, and settles all of them. */
  synchronized OptionalLong settleRest() {
    OptionalLong newest = unsettled.keySet().stream().mapToLong(tag -> tag).max();
    unsettled.clear();
    return newest;
  }
}
