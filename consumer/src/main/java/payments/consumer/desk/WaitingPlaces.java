package payments.consumer.desk;

import java.time.Duration;

/** Tells where on the broker payments wait. */
@FunctionalInterface
public interface WaitingPlaces {
  /** Returns where a payment is published that is to wait so long. */
  Destination placeFor(Duration delay);
}
