package payments.consumer.desk;

/** What was decided about a payment. Of each payment the first decision in the log counts. */
public enum Decision {
  /** Nothing so far. */
  OPEN,
  /** It is processed. */
  PROCESSED,
  /** Its client did not come in time: whoever has a copy puts it aside. */
  GIVEN_UP,
  /** Somebody took it out: whoever has a copy puts it aside. */
  CANCELLED;

  /** Returns what a record calls it. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
