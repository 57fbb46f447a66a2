package payments.consumer.event;

/**
 * How much a consumer has done since its start.
 *
 * @param registered registrations handled
 * @param processed payments processed
 * @param postponed times that a payment was made to wait
 * @param duplicates payments recognised as processed before
 * @param deadLettered messages put aside
 */
public record Totals(
    long registered, long processed, long postponed, long duplicates, long deadLettered) {
  /** Nothing done yet. */
  public static final Totals NONE = new Totals(0, 0, 0, 0, 0);
}
