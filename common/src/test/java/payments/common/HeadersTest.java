package payments.common;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

  private static final BasicProperties WITHOUT_TABLE = new BasicProperties();

  private static BasicProperties with(String header, Object value) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(header, value);
    return new BasicProperties.Builder().headers(headers).build();
  }

  static Stream<Object> wholeNumbers() {
    return Stream.of((byte) 7, (short) 7, 7, 7L);
  }

  static Stream<Object> whatIsNoWholeNumber() {
    return Stream.of(
        "7",
        LongStringHelper.asLongString("7"),
        7.0,
        7.5f,
        new BigDecimal(7),
        true,
        new Date(7),
        new byte[] {7},
        List.of(7),
        Map.of("7", 7));
  }

  @ParameterizedTest
  @MethodSource("wholeNumbers")
  void numbersOfEveryWidthAreCounts(Object value) {
    assertThat(Headers.count(with(Headers.RETRY, value), Headers.RETRY)).isEqualTo(7);
  }

  @ParameterizedTest
  @MethodSource("whatIsNoWholeNumber")
  void whatIsNoWholeNumberCountsAsZero(Object value) {
    assertThat(Headers.count(with(Headers.RETRY, value), Headers.RETRY)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Integer.MIN_VALUE, Long.MIN_VALUE})
  void aNegativeNumberCountsAsZero(long value) {
    assertThat(Headers.count(with(Headers.RETRY, value), Headers.RETRY)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {Integer.MAX_VALUE, Integer.MAX_VALUE + 1L, 1L << 32, Long.MAX_VALUE})
  void aHugeCountLeavesRoomForOneMore(long value) {
    assertThat(Headers.count(with(Headers.RETRY, value), Headers.RETRY) + 1)
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aMissingCountIsZero() {
    assertThat(Headers.count(WITHOUT_TABLE, Headers.RETRY)).isZero();
    assertThat(Headers.count(with("other", 7), Headers.RETRY)).isZero();
    assertThat(Headers.count(with(Headers.RETRY, null), Headers.RETRY)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_795_413_600_123L, Long.MAX_VALUE})
  void firstSeenIsInMillisecondsOfTheEpoch(long millis) {
    assertThat(Headers.firstSeen(with(Headers.FIRST_SEEN, millis)))
        .contains(Instant.ofEpochMilli(millis));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aFirstSeenAtOrBeforeTheEpochIsNotBelieved(long millis) {
    assertThat(Headers.firstSeen(with(Headers.FIRST_SEEN, millis))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("whatIsNoWholeNumber")
  void aFirstSeenOfAnotherTypeIsNotBelieved(Object value) {
    assertThat(Headers.firstSeen(with(Headers.FIRST_SEEN, value))).isEmpty();
  }

  @Test
  void aMessageWithoutTableHasNoHeaders() {
    assertThat(Headers.all(WITHOUT_TABLE)).isEmpty();
    assertThat(Headers.firstSeen(WITHOUT_TABLE)).isEmpty();
    assertThat(Headers.forCopy(WITHOUT_TABLE)).isEmpty();
    assertThat(Headers.ours(WITHOUT_TABLE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-death",
        "x-first-death-exchange",
        "x-first-death-queue",
        "x-first-death-reason",
        "x-last-death-exchange",
        "x-last-death-queue",
        "x-last-death-reason",
        "x-delivery-count",
        "x-acquired-count",
        "CC",
        "BCC"
      })
  void aCopyLeavesBehindWhatTheBrokerWritesOrActsOn(String header) {
    assertThat(Headers.forCopy(with(header, "value"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"trace-id", "x-deaths", "x-first", "cc", "x-retry", "first-seen", ""})
  void aCopyCarriesOnEveryOtherHeader(String header) {
    assertThat(Headers.forCopy(with(header, "value"))).containsExactly(Map.entry(header, "value"));
  }

  @Test
  void theTableOfACopyIsANewOne() {
    BasicProperties original = with("trace-id", "abc");

    Headers.forCopy(original).put("more", 1);
    Headers.ours(original).put("more", 1);

    assertThat(original.getHeaders()).containsOnlyKeys("trace-id");
  }

  @ParameterizedTest
  @CsvSource({"x-retry", "x-delay", "first-seen", "attempts"})
  void oursAreTheNumbersThatWeWrite(String header) {
    assertThat(Headers.ours(with(header, 7))).containsOnlyKeys(header);
  }

  @ParameterizedTest
  @CsvSource({"reason", "detail", "from-queue"})
  void oursAreTheTextsThatWeWrite(String header) {
    assertThat(Headers.ours(with(header, "text"))).containsOnlyKeys(header);
  }

  @ParameterizedTest
  @CsvSource({"trace-id", "x-death", "X-Retry"})
  void othersAreNotOurs(String header) {
    assertThat(Headers.ours(with(header, 7))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"reason", "detail", "from-queue", "x-retry"})
  void aTextThatCameWithADeliveryIsNotOurs(String header) {
    Object delivered = LongStringHelper.asLongString("x".repeat(130_000));

    assertThat(Headers.ours(with(header, delivered))).isEmpty();
  }

  @Test
  void sizeGrowsWithTextsWhereverTheyAre() {
    Object text = LongStringHelper.asLongString("x".repeat(1_000));

    assertThat(Headers.size(Map.of())).isZero();
    assertThat(Headers.size(Map.of("a", text))).isBetween(1_000L, 1_500L);
    assertThat(Headers.size(Map.of("a", List.of(Map.of("b", text))))).isBetween(1_000L, 2_000L);
    assertThat(Headers.size(with("a", null).getHeaders())).isPositive();
  }

  @Test
  void sizeOfTablesInTablesNeedsNoStack() {
    Map<String, Object> headers = Map.of();
    for (int depth = 0; depth < 100_000; depth++) {
      headers = Map.of("t", headers);
    }
    assertThat(Headers.size(headers)).isGreaterThan(100_000L * 100);
  }
}
