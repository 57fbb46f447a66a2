package payments.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;
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
}
