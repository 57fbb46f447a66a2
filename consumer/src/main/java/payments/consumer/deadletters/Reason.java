package payments.consumer.deadletters;

/** Why messages become dead letters, as their header says. */
public enum Reason {
  /** The body is not what the queue is for. */
  MALFORMED("malformed"),
  /** The client was not registered in time. */
  GIVEN_UP("given-up");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** Returns what the header says. */
  @Override
  public String toString() {
    return text;
  }
}
