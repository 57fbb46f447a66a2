package payments.consumer.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import payments.common.Headers;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.Payment;
import payments.common.amqp.Copies;
import payments.common.amqp.Message;
import payments.consumer.delay.DelayMode;
import payments.consumer.desk.Carried;
import payments.consumer.desk.Decision;
import payments.consumer.desk.Delivery;
import payments.consumer.desk.Destination;
import payments.consumer.desk.Input;
import payments.consumer.desk.PaymentKey;
import payments.consumer.desk.Publication;
import payments.consumer.desk.Source;

/**
 * Translates between messages and what the desk knows of them. It decides nothing, and touches no
 * broker. Any thread may use it.
 */
public final class Messages {
  private static final String JSON = "application/json";
  private static final int PERSISTENT = 2;

  /** Of marks, so that earlier versions, which know other bodies, pass over them. */
  private static final byte MARK_FORMAT = 1;

  private static final int KEY_BYTES = 2 * Long.BYTES;
  private static final String HANDED_ON = "handed-on";

  private final DelayMode mode;
  private final String writer;

  /**
   * Translates for a process.
   *
   * @param process what no other process is called
   */
  public Messages(DelayMode mode, String process) {
    this.mode = mode;
    this.writer = process + "-";
  }

  /** Returns a name for a process: short, for each record has it. */
  public static String newProcess() {
    return Long.toHexString(UUID.randomUUID().getMostSignificantBits());
  }

  // What is delivered

  /** Returns what was delivered. */
  public Delivery delivery(Source source, Incoming message) {
    BasicProperties properties = message.properties();
    return new Delivery(
        source,
        message.consumer(),
        message.deliveryTag(),
        message.redelivered() || Headers.count(properties, Headers.DELIVERY_COUNT) > 0,
        message.body().length,
        message.body().length + Headers.size(Headers.all(properties)),
        Headers.firstSeen(source.queue(), properties)
            .map(Instant::toEpochMilli)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()),
        source == Source.CLIENTS ? 0 : mode.attempts(source.queue(), properties),
        content(source, properties, message.body()));
  }

  private Delivery.Content content(Source source, BasicProperties properties, byte[] body) {
    try {
      Headers.requireReadable(properties);
      if (source == Source.CLIENTS) {
        return new Delivery.Registration(MessageBody.clientIn(body));
      }
      Payment payment = MessageBody.paymentIn(body);
      return new Delivery.Due(
          payment,
          key(properties, payment),
          mode.way(source.queue(), properties),
          carried(properties, body, payment));
    } catch (MalformedMessageException e) {
      return new Delivery.Unreadable(e.getMessage());
    }
  }

  private static PaymentKey key(BasicProperties properties, Payment payment) {
    return PaymentKey.of(
        payment.messageId(properties.getMessageId()),
        payment.id(),
        Headers.count(properties, Headers.REPLAYED));
  }

  private static Carried carried(BasicProperties properties, byte[] body, Payment payment) {
    String type = properties.getContentType();
    String messageId = payment.messageId(properties.getMessageId());
    String correlationId = properties.getCorrelationId();
    Map<String, Object> headers = headersOfSender(properties);
    int texts = messageId.length() + (correlationId == null ? 0 : correlationId.length());
    return new Carried(
        body,
        messageId,
        JSON.equals(type) ? JSON : type, // one text for all
        correlationId,
        headers,
        200 + body.length + 2L * texts + Headers.size(headers));
  }

  private static Map<String, Object> headersOfSender(BasicProperties properties) {
    if (Headers.all(properties).isEmpty()) {
      return Map.of();
    }
    Map<String, Object> headers = Headers.forCopy(properties);
    headers.entrySet().removeIf(header -> isLeftBehind(header.getKey(), header.getValue()));
    return headers.isEmpty() ? Map.of() : headers;
  }

  /** A stream refuses other values by closing the connection. */
  private static boolean isLeftBehind(String name, Object value) {
    boolean taken =
        value instanceof LongString
            || value instanceof String
            || value instanceof Boolean
            || value instanceof Byte
            || value instanceof Short
            || value instanceof Integer
            || value instanceof Long;
    return !taken
        || Headers.isOurs(name) && !name.equals(Headers.REPLAYED)
        || name.startsWith("x-stream-");
  }

  // What is published

  /**
   * Returns the message of a publication that takes over nothing of a delivery.
   *
   * @param number the record's, if it is one
   */
  public Message message(long number, Destination to, Publication what) {
    if (what instanceof Publication.ProcessedRecord record) {
      Map<String, Object> headers = processed(record);
      headers.put(Headers.WRITER, writer + number);
      if (record.handsOn()) {
        headers.put(Headers.HANDS_ON, true);
      }
      return message(to, properties(record.carried(), headers), record.carried().body());
    }
    if (what instanceof Publication.HandedOn handedOn) {
      Carried carried = handedOn.record().carried();
      return message(to, properties(carried, processed(handedOn.record())), carried.body());
    }
    if (what instanceof Publication.DecisionMark mark) {
      return mark(number, to, mark.decision().text(), List.of(mark.key()));
    }
    if (what instanceof Publication.HandedOnMark mark) {
      return mark(number, to, HANDED_ON, mark.keys());
    }
    throw new IllegalArgumentException("it takes over something of a delivery: " + what);
  }

  /** Returns the message of a publication that takes over something of a delivery. */
  public Message message(Destination to, Publication what, Incoming original) {
    return message(to, properties(what, original), original.body());
  }

  private static BasicProperties properties(Publication what, Incoming original) {
    BasicProperties properties = original.properties();
    if (what instanceof Publication.Copy copy) {
      return waiting(
          copy.delivery(), properties, copy.attempt(), copy.delayMillis(), copy.firstSeenMillis());
    }
    if (what instanceof Publication.Moved moved) {
      return waiting(moved.delivery(), properties, 0, 0, moved.firstSeenMillis());
    }
    if (what instanceof Publication.DeadLetter dead) {
      Map<String, Object> headers = new HashMap<>();
      headers.put(Headers.REASON, dead.reason().toString());
      headers.put(Headers.DETAIL, dead.detail());
      headers.put(Headers.FROM_QUEUE, dead.delivery().source().queue());
      headers.put(Headers.ATTEMPTS, dead.attempts());
      headers.put(Headers.FIRST_SEEN, dead.firstSeenMillis());
      return Copies.properties(properties, headers);
    }
    // Without headers: there are some, of decimal numbers, that no stream takes.
    return Copies.properties(properties, Map.of()).builder().type(null).headers(null).build();
  }

  private static BasicProperties waiting(
      Delivery delivery, BasicProperties original, int attempts, long delay, long firstSeen) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(Headers.RETRY, attempts);
    headers.put(Headers.DELAY, number(delay));
    headers.put(Headers.FIRST_SEEN, firstSeen);
    Delivery.Due due = (Delivery.Due) delivery.content();
    return Copies.properties(original, headers)
        .builder()
        .messageId(due.carried().messageId())
        .build();
  }

  /** The wire format has an int; only delays beyond 24 days need more. */
  private static Number number(long millis) {
    return millis <= Integer.MAX_VALUE ? (Number) (int) millis : (Number) millis;
  }

  private static Map<String, Object> processed(Publication.ProcessedRecord record) {
    Map<String, Object> headers = new HashMap<>(record.carried().headers());
    headers.put(Headers.ATTEMPTS, record.event().attempts());
    headers.put(Headers.WAITED, record.event().waited().toMillis());
    headers.put(Headers.PROCESSED_AT, record.processedAtMillis());
    headers.put(Headers.CAUSE, record.event().cause().name().toLowerCase(Locale.ROOT));
    if (record.copyDueMillis() > 0) {
      headers.put(Headers.COPY_DUE, record.copyDueMillis());
    }
    return headers;
  }

  private static BasicProperties properties(Carried carried, Map<String, Object> headers) {
    return new BasicProperties.Builder()
        .deliveryMode(PERSISTENT)
        .messageId(carried.messageId())
        .contentType(carried.contentType())
        .correlationId(carried.correlationId())
        .headers(headers)
        .build();
  }

  private Message mark(long number, Destination to, String decision, List<PaymentKey> keys) {
    String id = writer + number;
    ByteBuffer body = ByteBuffer.allocate(1 + keys.size() * KEY_BYTES).put(MARK_FORMAT);
    keys.forEach(key -> body.putLong(key.high()).putLong(key.low()));
    BasicProperties properties =
        new BasicProperties.Builder()
            .deliveryMode(PERSISTENT)
            .type(Marks.TYPE)
            .messageId(id)
            .headers(Map.of(Headers.MARK, id, Headers.WRITER, id, Headers.DECISION, decision))
            .build();
    return message(to, properties, body.array());
  }

  private static Message message(Destination to, BasicProperties properties, byte[] body) {
    return new Message(to.exchange(), to.routingKey(), to.mandatory(), properties, body);
  }

  // What is read in the log of payments

  /** Returns the number of a record or mark of this process, none if another one wrote it. */
  public OptionalLong ownNumber(BasicProperties properties) {
    Object text = Headers.all(properties).get(Headers.WRITER);
    String of = text == null ? "" : text.toString();
    if (!of.startsWith(writer)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(of.substring(writer.length())));
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // somebody else's joke
    }
  }

  /**
   * Returns what a record says.
   *
   * @throws MalformedMessageException if it is none
   */
  public static Input record(BasicProperties properties, byte[] body)
      throws MalformedMessageException {
    Payment payment = MessageBody.paymentIn(body);
    return new Input.DecisionRead(
        key(properties, payment),
        Decision.PROCESSED,
        Headers.millis(properties, Headers.COPY_DUE),
        PaymentKey.contentHash(payment),
        !Headers.all(properties).containsKey(Headers.HANDS_ON));
  }

  /** Returns what a mark says to everybody, none if that is nothing, or not understood. */
  public static Optional<Input> mark(BasicProperties properties, byte[] body) {
    Object decision = Headers.all(properties).get(Headers.DECISION);
    if (decision == null || body.length % KEY_BYTES != 1 || body[0] != MARK_FORMAT) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(body, 1, body.length - 1);
    List<PaymentKey> keys = new ArrayList<>();
    while (buffer.hasRemaining()) {
      keys.add(new PaymentKey(buffer.getLong(), buffer.getLong()));
    }
    if (HANDED_ON.equals(decision.toString())) {
      return Optional.of(new Input.HandedOnRead(keys));
    }
    return decisionIn(decision.toString())
        .filter(any -> keys.size() == 1)
        .map(known -> new Input.DecisionRead(keys.get(0), known, 0, 0, true));
  }

  /** A record alone tells that a payment is processed. */
  private static Optional<Decision> decisionIn(String text) {
    return List.of(Decision.GIVEN_UP, Decision.CANCELLED).stream()
        .filter(decision -> decision.text().equals(text))
        .findFirst();
  }
}
