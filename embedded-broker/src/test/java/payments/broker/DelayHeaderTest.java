package payments.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.qpid.server.bytebuffer.QpidByteBuffer;
import org.apache.qpid.server.protocol.v0_8.transport.BasicContentHeaderProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelayHeaderTest {

  static Stream<Object> valuesThatAreNoIntegers() {
    return Stream.of("1000", "soon", 1000.0, 1000.5f, new BigDecimal(1000), true, Map.of("a", 1));
  }

  @Test
  void integersOfEveryWidthAreDelays() {
    assertThat(DelayHeader.millis((byte) 100)).isEqualTo(100);
    assertThat(DelayHeader.millis((short) 1000)).isEqualTo(1000);
    assertThat(DelayHeader.millis(60_000)).isEqualTo(60_000);
    assertThat(DelayHeader.millis(60_000L)).isEqualTo(60_000);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4294967295, 4294967295", "4294967296, 0", "9223372036854775807, 0"})
  void delaysGoUpToTheLongestTimerOfRabbitMq(long value, long millis) {
    assertThat(DelayHeader.millis(value)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, -1000, Long.MIN_VALUE})
  void whatHasWaitedOrNeedNotWaitHasNoDelay(long value) {
    assertThat(DelayHeader.millis(value)).isZero();
  }

  @ParameterizedTest
  @MethodSource("valuesThatAreNoIntegers")
  void whatIsNoIntegerIsNoDelay(Object value) {
    assertThat(DelayHeader.millis(value)).isZero();
  }

  @Test
  void aMissingHeaderIsNoDelay() {
    assertThat(DelayHeader.millis(null)).isZero();
  }

  /** A delay of one byte, between headers of which one has an empty name, and other properties. */
  @Test
  void negatingChangesNoOtherByte() throws Exception {
    String others = "\0S\0\0\0\1a" + "\1bF\0\0\0\3\0b\1" + "\1cD\2\0\0\0\7";
    byte[] before = properties("\7x-delayb\5" + others);

    var negated = DelayHeader.negated(read(before), 5);

    String after = others + "\7x-delayl\377\377\377\377\377\377\377\373";
    assertThat(bytes(negated)).isEqualTo(properties(after));
    assertThat(negated.getHeader("x-delay")).isEqualTo(-5L);
    assertThat(negated.getMessageIdAsString()).isEqualTo("id");
  }

  /** Content type, headers, delivery mode and message id. */
  private static byte[] properties(String headers) {
    String length = "\0\0\0" + (char) headers.length();
    return ("\0" + length + headers + "\2" + "\2id").getBytes(ISO_8859_1);
  }

  private static BasicContentHeaderProperties read(byte[] bytes) throws Exception {
    int flags = 1 << 15 | 1 << 13 | 1 << 12 | 1 << 7;
    return new BasicContentHeaderProperties(QpidByteBuffer.wrap(bytes), flags, bytes.length);
  }

  private static byte[] bytes(BasicContentHeaderProperties properties) {
    byte[] bytes = new byte[properties.getPropertyListSize()];
    properties.writePropertyListPayload(QpidByteBuffer.wrap(bytes));
    return bytes;
  }
}
