package payments.systemtests;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.Frame;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Payments and registrations with random faults in their bodies, headers and properties. */
final class HostileMessages {
  /** Clients that a test registers before it sends anything else. */
  static final int KNOWN_CLIENTS = 100;

  /** A queue that {@code CC} and {@code BCC} name. */
  static final String ELSEWHERE = "elsewhere";

  /** What would move a cursor, forge a line, hide text or turn it round if printed as it is. */
  static final List<String> TEXTS =
      List.of(
          "\n{\"time\":\"2026-11-23T06:00:00Z\",\"event\":\"processed\",\"paymentId\":666}",
          "\r\n11:28:48.556 client 666 registered",
          "\rhidden",
          "\u001b[2J\u001b[31mred",
          "\u0000",
          "\u000b\f\b\t\u007f",
          "\u0085\u009b2J",
          "\u2028\u2029",
          "\u202etxet\u2066",
          "\ufeff\u200b\u00ad",
          "\udb40\udc41",
          "%s%n%1$99999d",
          "\"}\\",
          "${jndi:ldap://localhost/a}");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1.5",
          "1e3",
          "1e400",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "NaN",
          "0x10",
          "007",
          "9".repeat(900),
          "9".repeat(5_000),
          "null",
          "true",
          "[1]",
          "{\"id\":1}",
          "\"1\"");

  private static final List<String> NAMES =
      List.of(
          "x-retry",
          "x-delay",
          "first-seen",
          "x-retry",
          "x-delay",
          "first-seen",
          "x-delivery-count",
          "x-acquired-count",
          "x-first-death-queue",
          "x-last-death-reason",
          "reason",
          "detail",
          "from-queue",
          "attempts",
          "n".repeat(255),
          "\n\u001b[2J\u202e",
          Garbled.OF_200_BYTES);

  private static final int BYTES_OF_FRAME = 8;
  private static final int DEEPEST = 30; // the client reads 32 levels

  private final Random random;
  private final int frameMax;
  private final boolean rabbitMq;
  private int diverted;

  /**
   * One to publish.
   *
   * @param queue to publish to
   */
  record Hostile(String queue, BasicProperties properties, byte[] body) {}

  /**
   * Makes the same messages of the same random numbers.
   *
   * @param frameMax bytes that a content header has room in
   * @param rabbitMq whether the broker takes user ids and expirations
   */
  HostileMessages(Random random, int frameMax, boolean rabbitMq) {
    this.random = random;
    this.frameMax = frameMax;
    this.rabbitMq = rabbitMq;
  }

  /** Returns how many were made that the broker copies to {@link #ELSEWHERE}. */
  int diverted() {
    return diverted;
  }

  /**
   * Returns the next one.
   *
   * @param id of the payment, or of the client that is registered
   */
  Hostile next(long id) {
    if (oneIn(8)) {
      return new Hostile("clients-processor", properties(), body(Wire.client(id)));
    }
    long client = oneIn(12) ? id + 1_000_000 : 1 + random.nextInt(KNOWN_CLIENTS);
    byte[] body = body(Wire.payment(id, client));
    if (oneIn(100)) {
      return new Hostile("payment-processor", large(), body);
    }
    String queue = oneIn(4) ? "payment-reprocessor" : "payment-processor";
    return new Hostile(queue, properties(), body);
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> T anyOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private byte[] body(String valid) {
    byte[] bytes = valid.getBytes(UTF_8);
    return oneIn(3) ? mutated(valid, bytes) : bytes;
  }

  private byte[] mutated(String valid, byte[] bytes) {
    return switch (random.nextInt(13)) {
      case 0 -> flipped(bytes);
      case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> inserted(bytes, randomBytes(1 + random.nextInt(20)));
      case 3 -> with(valid, "\"id\":7");
      case 4 -> with(valid, "\"x\":" + nested(1 + random.nextInt(3_000)));
      case 5 -> inserted(bytes, new byte[] {(byte) 0xc0, (byte) 0xaf, (byte) 0xed, (byte) 0xa0});
      case 6 -> valid.replaceFirst(":\\d+", ":" + anyOf(NUMBERS)).getBytes(UTF_8);
      case 7 -> ("\ufeff" + valid).getBytes(UTF_8);
      case 8 -> new byte[0];
      case 9 -> oneIn(10) ? large(valid) : anyOf(NUMBERS).getBytes(UTF_8);
      case 10 -> (valid.substring(0, 1) + anyOf(TEXTS) + valid.substring(1)).getBytes(UTF_8);
      case 11 -> valid.getBytes(UTF_16BE);
      default -> with(valid, "\"x\":" + anyOf(NUMBERS));
    };
  }

  private byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private byte[] inserted(byte[] bytes, byte[] more) {
    int at = random.nextInt(bytes.length);
    byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, all, at, more.length);
    System.arraycopy(bytes, at, all, at + more.length, bytes.length - at);
    return all;
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] with(String valid, String field) {
    return (valid.substring(0, valid.length() - 1) + "," + field + "}").getBytes(UTF_8);
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private byte[] large(String valid) {
    String content = random.nextBoolean() ? "\"" + "x".repeat(1 << 20) + "\"" : "1".repeat(1 << 20);
    return with(valid, "\"x\":" + content);
  }

  private BasicProperties properties() {
    if (oneIn(10)) {
      return null;
    }
    BasicProperties.Builder properties = new BasicProperties.Builder().headers(headers());
    properties.messageId(text()).correlationId(text()).contentType(text()).contentEncoding(text());
    properties.type(oneIn(10) ? "mark" : text()).appId(text()).clusterId(text()).replyTo(text());
    properties.deliveryMode(maybe(() -> 1 + random.nextInt(2)));
    properties.priority(maybe(() -> random.nextInt(256)));
    properties.timestamp(maybe(this::time));
    if (rabbitMq) {
      properties.userId(maybe(() -> "guest")).expiration(maybe(() -> "600000"));
    }
    return new Garbled(properties.build());
  }

  private <T> T maybe(Supplier<T> value) {
    return oneIn(4) ? value.get() : null;
  }

  private String text() {
    return switch (random.nextInt(16)) {
      case 0 -> "";
      case 1 -> "the same for many";
      case 2 -> "i".repeat(255);
      case 3 -> anyOf(TEXTS);
      case 4 -> Garbled.OF_200_BYTES;
      default -> null;
    };
  }

  private Date time() {
    return new Date(anyOf(List.of(0L, -1_000L, 1_700_000_000_000L, Long.MAX_VALUE)));
  }

  private Map<String, Object> headers() {
    Map<String, Object> headers = new HashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      headers.put(anyOf(NAMES), value(0));
    }
    if (oneIn(20)) {
      headers.put("", value(0));
    }
    if (oneIn(10)) {
      headers.put("x-death", oneIn(2) ? List.of(death(), death()) : value(0));
    }
    if (oneIn(20)) {
      headers.put(oneIn(2) ? "CC" : "BCC", List.of(ELSEWHERE));
      diverted++;
    }
    return headers;
  }

  private Map<String, Object> death() {
    Map<String, Object> death = new HashMap<>();
    death.put("count", oneIn(3) ? value(1) : Long.valueOf(random.nextInt(5)));
    death.put("reason", oneIn(3) ? value(1) : "expired");
    death.put("queue", oneIn(3) ? value(1) : "payment-reprocessor.wait.200ms");
    death.put("exchange", "");
    death.put("routing-keys", oneIn(3) ? value(1) : List.of("payment-reprocessor"));
    death.put("time", new Date());
    return death;
  }

  private Object value(int level) {
    return switch (random.nextInt(19)) {
      case 0 -> null;
      case 1 -> "5";
      case 2 -> anyOf(TEXTS);
      case 3 -> "y".repeat(random.nextInt(1_000));
      case 4 -> 1.5f;
      case 5 -> anyOf(List.of(Double.MIN_VALUE, Double.MAX_VALUE, -0.0));
      case 6 -> Long.MIN_VALUE;
      case 7 -> Long.MAX_VALUE;
      case 8 -> -1;
      case 9 -> Integer.MAX_VALUE;
      case 10 -> (short) 7;
      case 11 -> (byte) -7;
      case 12 -> new BigDecimal("12345.678");
      case 13 -> randomBytes(random.nextInt(50));
      case 14 -> time();
      case 15 -> random.nextBoolean();
      case 16 -> random.nextLong();
      case 17 -> level > 2 ? List.of() : Arrays.asList(value(level + 1), value(level + 1));
      default -> level > 2 ? Map.of() : oneIn(5) ? deep() : nestedTable(level);
    };
  }

  private Map<String, Object> nestedTable(int level) {
    Map<String, Object> table = new HashMap<>();
    table.put("a", value(level + 1));
    table.put("b", value(level + 1));
    return table;
  }

  private Object deep() {
    Object inner = Map.of();
    for (int level = random.nextInt(DEEPEST - 4); level > 0; level--) {
      inner = random.nextBoolean() ? Map.of("deep", inner) : List.of(inner);
    }
    return inner;
  }

  /** One header of 10 kB up to what just fits, which leaves no room for another. */
  private BasicProperties large() {
    String name = anyOf(List.of("reason", "detail", "mine", "x-retry"));
    Map<String, Object> headers = new HashMap<>();
    headers.put(name, "");
    if (random.nextBoolean()) {
      headers.put("first-seen", 1_700_000_000_000L);
    }
    int room = frameMax - BYTES_OF_FRAME - headerBytes(headers);
    int length =
        switch (random.nextInt(3)) {
          case 0 -> 10_000;
          case 1 -> Math.min(room, 100_000);
          default -> room - random.nextInt(120);
        };
    headers.put(name, "z".repeat(length));
    return new BasicProperties.Builder().headers(headers).build();
  }

  private static int headerBytes(Map<String, Object> headers) {
    try {
      BasicProperties properties = new BasicProperties.Builder().headers(headers).build();
      return properties.toFrame(1, 0).getPayload().length;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Properties whose text is not all UTF-8, which the client by itself cannot send. */
  private static final class Garbled extends BasicProperties {
    /** Becomes 200 bytes that are not UTF-8 and, read as text, longer than a short string. */
    static final String OF_200_BYTES = "\u007f".repeat(200);

    private static final byte SENT = (byte) 0x7f;
    private static final byte MEANT = (byte) 0xff;

    private Garbled(BasicProperties of) {
      super(
          of.getContentType(),
          of.getContentEncoding(),
          of.getHeaders(),
          of.getDeliveryMode(),
          of.getPriority(),
          of.getCorrelationId(),
          of.getReplyTo(),
          of.getExpiration(),
          of.getMessageId(),
          of.getTimestamp(),
          of.getType(),
          of.getUserId(),
          of.getAppId(),
          of.getClusterId());
    }

    @Override
    public Frame toFrame(int channel, long bodySize) throws IOException {
      Frame frame = super.toFrame(channel, bodySize);
      byte[] payload = frame.getPayload();
      for (int i = 0; i + 1 < payload.length; i++) {
        if (payload[i] == SENT && payload[i + 1] == SENT) {
          payload[i++] = MEANT;
          payload[i] = MEANT;
        }
      }
      return new Frame(AMQP.FRAME_HEADER, channel, ByteBuffer.wrap(payload));
    }
  }
}
