package payments.consumer.matching;

/** Why messages become dead letters, as their header says. */
final class Reason {
  /** The body is not what the queue is for. */
  static final String MALFORMED = "malformed";

  /** The client was not registered in time. */
  static final String GIVEN_UP = "given-up";

  private Reason() {}
}
