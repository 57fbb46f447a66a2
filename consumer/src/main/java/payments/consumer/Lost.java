package payments.consumer;

import java.util.List;

/**
 * What ended a session.
 *
 * @param reason in one word, one of {@link #REASONS}
 * @param detail in a sentence, safe to print
 */
record Lost(String reason, String detail) {
  /** A connection, or the channel that declares. */
  static final String CONNECTION = "connection";

  /** The channel that publishes, or a queue that it published to. */
  static final String PUBLISHING = "publishing";

  /** The deliveries of a queue. */
  static final String QUEUE = "queue";

  /** One of the streams that are read. */
  static final String LOG = "log";

  /** Something of it that is there and does nothing. */
  static final String STANDSTILL = "standstill";

  static final List<String> REASONS = List.of(CONNECTION, PUBLISHING, QUEUE, LOG, STANDSTILL);
}
