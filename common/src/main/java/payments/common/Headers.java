package payments.common;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The message headers the programs write, and how they read those of others: trusting nothing. */
public final class Headers {
  /** Attempts so far, int. */
  public static final String RETRY = "x-retry";

  /** Milliseconds that the plugin holds a message; it negates the value, so nobody reads it. */
  public static final String DELAY = "x-delay";

  /** When a payment was first postponed, in milliseconds of the epoch. */
  public static final String FIRST_SEEN = "first-seen";

  /** Why a message is a dead letter, in one word. */
  public static final String REASON = "reason";

  /** Why a message is a dead letter, in a sentence. */
  public static final String DETAIL = "detail";

  /** The queue a dead letter was taken from. */
  public static final String FROM_QUEUE = "from-queue";

  /** How often a dead letter was postponed before. */
  public static final String ATTEMPTS = "attempts";

  /** How often a quorum queue gave a message out before; set by the broker. */
  public static final String DELIVERY_COUNT = "x-delivery-count";

  /** How long a processed payment waited since it was first looked at, in milliseconds. */
  public static final String WAITED = "waited";

  /** When a payment was processed, in milliseconds of the epoch. */
  public static final String PROCESSED_AT = "processed-at";

  /** What led to the processing of a payment. */
  public static final String CAUSE = "cause";

  /** Until when a copy of a processed payment comes back, in milliseconds of the epoch. */
  public static final String COPY_DUE = "copy-due";

  /** Makes a record of a log a mark, which says something, but holds no payment and no client. */
  public static final String MARK = "mark";

  /** The process that wrote a record of a log, a hyphen, and the record's number there. */
  public static final String WRITER = "writer";

  /** What a mark says of the payments whose keys are its body. */
  public static final String DECISION = "decision";

  /** On a record of a processed payment: it goes to the exchange once the record is read. */
  public static final String HANDS_ON = "hands-on";

  /** How often a payment was put aside and replayed, int: each time it is a new one. */
  public static final String REPLAYED = "replayed";

  /** What is wrong with the headers that came; it stands for those that could not be read. */
  public static final String UNREADABLE = "unreadable";

  /**
   * What the broker writes, or acts on, and a copy must not carry: an old {@code x-death} makes
   * brokers before 4.0 drop a message as a loop; {@code CC} would send the copy elsewhere, too.
   */
  private static final Set<String> OF_THE_BROKER =
      Set.of("x-death", "x-acquired-count", DELIVERY_COUNT, "CC", "BCC");

  private static final Set<String> OURS =
      Set.of(
          RETRY,
          DELAY,
          FIRST_SEEN,
          REASON,
          DETAIL,
          FROM_QUEUE,
          ATTEMPTS,
          WAITED,
          PROCESSED_AT,
          CAUSE,
          COPY_DUE,
          MARK,
          WRITER,
          DECISION,
          HANDS_ON,
          REPLAYED,
          UNREADABLE);

  /** What a header takes besides its texts: an entry of a table, and an object. */
  private static final int EACH_BYTES = 200;

  private Headers() {}

  /**
   * Returns a header as a whole number of at least 0, or 0 if it is missing or anything else. It is
   * so small that one more is an int, too.
   */
  public static int count(BasicProperties properties, String header) {
    long value = number(properties, header).orElse(0L);
    return (int) Math.max(0, Math.min(value, Integer.MAX_VALUE - 1));
  }

  /** Returns when a payment was first postponed, if its header says so credibly. */
  public static Optional<Instant> firstSeen(BasicProperties properties) {
    return number(properties, FIRST_SEEN).filter(millis -> millis > 0).map(Instant::ofEpochMilli);
  }

  /**
   * The same of a delivered message: what comes to be looked at first was never postponed, whatever
   * its sender says.
   *
   * @param queue it was delivered from
   */
  public static Optional<Instant> firstSeen(String queue, BasicProperties properties) {
    return queue.equals(Names.PAYMENT_REPROCESSOR) ? firstSeen(properties) : Optional.empty();
  }

  /** Returns a header as a time in milliseconds of the epoch, 0 if it is none. */
  public static long millis(BasicProperties properties, String header) {
    return Math.max(0, number(properties, header).orElse(0L));
  }

  /** Whether a header is one that these programs write. */
  public static boolean isOurs(String header) {
    return OURS.contains(header);
  }

  /**
   * Passes if all headers came as they were sent.
   *
   * @throws MalformedMessageException if some could not be read
   */
  public static void requireReadable(BasicProperties properties) throws MalformedMessageException {
    Object why = all(properties).get(UNREADABLE);
    if (why != null) {
      throw new MalformedMessageException("the headers cannot be read: " + textOf(why));
    }
  }

  /** Text only: a table may be nested deeper than could be shown. */
  private static String textOf(Object value) {
    return value instanceof LongString || value instanceof String ? value.toString() : "no text";
  }

  private static Optional<Long> number(BasicProperties properties, String header) {
    Object value = all(properties).get(header);
    boolean whole =
        value instanceof Long
            || value instanceof Integer
            || value instanceof Short
            || value instanceof Byte;
    return whole ? Optional.of(((Number) value).longValue()) : Optional.empty();
  }

  /** Returns the headers of a message, none if it has no table. */
  public static Map<String, Object> all(BasicProperties properties) {
    return properties.getHeaders() == null ? Map.of() : properties.getHeaders();
  }

  /** Returns a new table of the headers that a copy of the message carries on. */
  public static Map<String, Object> forCopy(BasicProperties properties) {
    Map<String, Object> headers = new HashMap<>(all(properties));
    headers.keySet().removeIf(Headers::isOfTheBroker);
    return headers;
  }

  private static boolean isOfTheBroker(String header) {
    return OF_THE_BROKER.contains(header)
        || header.startsWith("x-first-death-")
        || header.startsWith("x-last-death-");
  }

  /**
   * Returns roughly how much memory headers take, in bytes. Without recursion, for tables may be in
   * tables thousands of times.
   */
  public static long size(Map<String, Object> headers) {
    long bytes = 0;
    Deque<Object> left = new ArrayDeque<>();
    left.push(headers);
    while (!left.isEmpty()) {
      Object value = left.pop();
      if (value instanceof Map<?, ?> table) {
        for (Map.Entry<?, ?> each : table.entrySet()) {
          bytes += EACH_BYTES + 2L * each.getKey().toString().length();
          push(left, each.getValue());
        }
      } else if (value instanceof List<?> array) {
        bytes += (long) EACH_BYTES * array.size();
        array.forEach(each -> push(left, each));
      } else if (value instanceof LongString text) {
        bytes += text.length();
      } else if (value instanceof String text) {
        bytes += 2L * text.length();
      } else if (value instanceof byte[] raw) {
        bytes += raw.length;
      }
    }
    return bytes;
  }

  private static void push(Deque<Object> left, Object value) {
    if (value != null) {
      left.push(value);
    }
  }

  /**
   * Returns a new table of the headers that these programs write. Text of the same names that came
   * with a delivery is not ours, and may be as long as a frame: the client reads it as LongString.
   */
  public static Map<String, Object> ours(BasicProperties properties) {
    Map<String, Object> headers = new HashMap<>(all(properties));
    headers.keySet().retainAll(OURS);
    headers
        .values()
        .removeIf(
            value ->
                !(value instanceof Number || value instanceof String || value instanceof Boolean));
    return headers;
  }
}
