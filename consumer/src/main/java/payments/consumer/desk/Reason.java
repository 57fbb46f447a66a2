package payments.consumer.desk;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why messages become dead letters, as their header says. */
public enum Reason {
  /** The body is not what the queue is for. */
  MALFORMED("malformed"),
  /** The client was not registered in time. */
  GIVEN_UP("given-up"),
  /** Somebody took it out. */
  CANCELLED("cancelled"),
  /** It says otherwise than the payment of the same message-id and number that was processed. */
  CONFLICT("conflict");

  /** The reasons of a broker that puts messages aside itself. */
  private static final List<String> OF_THE_BROKER =
      List.of("rejected", "expired", "maxlen", "delivery_limit");

  /** Stands for the reason where nothing tells it. */
  public static final String UNKNOWN = "unknown";

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** Whether a dead letter may have this reason: one of ours, one of the broker's, or none. */
  public static boolean isKnown(String reason) {
    return all().anyMatch(reason::equals);
  }

  /** Returns all that are known, for messages. */
  public static String known() {
    return all().collect(Collectors.joining(", "));
  }

  private static Stream<String> all() {
    return Stream.concat(
        Arrays.stream(values()).map(Reason::toString),
        Stream.concat(OF_THE_BROKER.stream(), Stream.of(UNKNOWN)));
  }

  /** Returns what the header says. */
  @Override
  public String toString() {
    return text;
  }
}
