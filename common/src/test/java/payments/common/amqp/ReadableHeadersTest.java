package payments.common.amqp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadableHeadersTest {
  private static final int FLAGS_AT = 12;
  private static final long BODY_SIZE = 5_000_000_000L;

  private static final BasicProperties ALL =
      new BasicProperties.Builder()
          .contentType("application/json")
          .contentEncoding("utf-8")
          .deliveryMode(2)
          .priority(3)
          .correlationId("correlation")
          .expiration("1000")
          .messageId("message")
          .type("type")
          .appId("app")
          .build();

  private static BasicProperties with(Map<String, Object> headers) {
    return ALL.builder().headers(headers).build();
  }

  private static byte[] payload(BasicProperties properties) throws IOException {
    return properties.toFrame(1, BODY_SIZE).getPayload();
  }

  private static Frame header(byte[] payload) {
    return new Frame(AMQP.FRAME_HEADER, 7, payload);
  }

  private static BasicProperties read(Frame frame) throws IOException {
    return (BasicProperties) AMQImpl.readContentHeaderFrom(frame.getInputStream());
  }

  private static Map<String, Object> nested(int depth) {
    Map<String, Object> table = Map.of("leaf", 1);
    for (int i = 1; i < depth; i++) {
      table = Map.of("in", table);
    }
    return table;
  }

  private static void assertNoted(BasicProperties properties, String why) {
    assertThat(properties.getHeaders().get("unreadable")).asString().contains(why);
  }

  @Test
  void headerThatCanBeReadIsHandedOnAsItIs() throws Exception {
    Frame frame = header(payload(with(Map.of("a", nested(30), "b", List.of(1, 2)))));

    assertThat(ReadableHeaders.of(frame)).isSameAs(frame);
  }

  @Test
  void otherFramesAreNotLookedAt() throws Exception {
    Frame body = new Frame(AMQP.FRAME_BODY, 7, new byte[0]);

    assertThat(ReadableHeaders.of(body)).isSameAs(body);
  }

  @Test
  void headerThatIsNestedTooDeepIsLeftOutAndAllElseIsKept() throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put("deep", nested(40));
    headers.put("x-stream-offset", 4_711L);
    headers.put("x-death", List.of(Map.of("queue", "payment-processor")));
    headers.put("text", "text");
    headers.put("nothing", null);
    headers.put("bytes", new byte[] {1});
    headers.put("yes", true);

    Frame replaced = ReadableHeaders.of(header(payload(with(headers))));

    assertThat(replaced.getChannel()).isEqualTo(7);
    assertThat(AMQImpl.readContentHeaderFrom(replaced.getInputStream()).getBodySize())
        .isEqualTo(BODY_SIZE);
    BasicProperties properties = read(replaced);
    assertThat(properties.builder().headers(null).build()).isEqualTo(ALL);
    assertThat(properties.getHeaders())
        .containsOnlyKeys(
            "x-stream-offset", "x-death", "text", "nothing", "bytes", "yes", "unreadable")
        .containsEntry("x-stream-offset", 4_711L);
    assertThat(properties.getHeaders().get("text")).isInstanceOf(LongString.class);
    assertNoted(properties, "nested");
  }

  /** As RabbitMQ 3.10 passes it on. */
  @Test
  void flagsThatShouldFollowAndDoNotAreDoneWithout() throws Exception {
    byte[] payload = payload(with(Map.of("a", 1)));
    payload[FLAGS_AT + 1] |= 1;

    BasicProperties properties = read(ReadableHeaders.of(header(payload)));

    assertThat(properties.builder().headers(null).build()).isEqualTo(ALL);
    assertThat(properties.getHeaders()).containsOnlyKeys("a", "unreadable");
    assertNoted(properties, "flag");
  }

  @Test
  void valueOfUnknownTypeIsNoted() throws Exception {
    byte[] payload = payload(with(Map.of("q", true)));
    int at = new String(payload, ISO_8859_1).indexOf("qt");
    payload[at + 1] = 'Z';

    assertNoted(read(ReadableHeaders.of(header(payload))), "Unrecognised type");
  }

  /** Whatever comes, what is handed on can be read and tells the same size of the body. */
  @Test
  void anyBytesBecomeWhatCanBeRead() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] whole = payload(with(Map.of("a", nested(33), "b", List.of("x"), "c", 1L)));
    for (int i = 0; i < 100_000; i++) {
      byte[] payload = Arrays.copyOf(whole, FLAGS_AT + random.nextInt(whole.length - FLAGS_AT));
      for (int faults = random.nextInt(4); faults > 0 && payload.length > FLAGS_AT; faults--) {
        payload[FLAGS_AT + random.nextInt(payload.length - FLAGS_AT)] = (byte) random.nextInt();
      }

      Frame frame = ReadableHeaders.of(header(payload));

      assertThat(AMQImpl.readContentHeaderFrom(frame.getInputStream()).getBodySize())
          .as("seed %d", seed)
          .isEqualTo(BODY_SIZE);
    }
  }
}
