package payments.consumer.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TextFormatTest {

  private static final Instant NOON =
      LocalDateTime.parse("2026-11-23T12:00:00.123456").atZone(ZoneId.systemDefault()).toInstant();

  private static String line(Event event) {
    StringBuilder line = new StringBuilder();
    new TextFormat().append(NOON, event, line);
    return line.toString();
  }

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of(
            Examples.READY,
            "ready: RabbitMQ 4.3.6 at localhost:5672, delay native, log payments-log"),
        Arguments.of(Examples.REGISTERED, "client 1 registered"),
        Arguments.of(
            Examples.POSTPONED,
            "payment 8843 postponed by 1 s: client 1 is not registered (attempt 1)"),
        Arguments.of(
            Examples.PROCESSED,
            "payment 8843 of client 1 processed after 3 attempts, 6.020 s: at a later look"),
        Arguments.of(
            Examples.DUPLICATE, "payment 8843 of client 1 is a duplicate, not processed again"),
        Arguments.of(
            Examples.DEAD_LETTERED,
            "message of payment-processor dead-lettered, malformed: the body is not a JSON object"),
        Arguments.of(
            Examples.STOPPED,
            "stopped: 1 registered, 2 processed, 3 postponed, 4 duplicates, 5 dead-lettered"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void anEventIsTheLocalTimeAndWhatBecameOfTheThing(Event event, String text) {
    assertThat(line(event)).isEqualTo("12:00:00.123 " + text);
  }

  @ParameterizedTest
  @CsvSource({
    "PAYMENT, 0, processed",
    "PAYMENT, 1, 'processed after 1 attempt, 1.003 s'",
    "REGISTRATION, 0, processed: its client registered",
    "REGISTRATION, 1, 'processed after 1 attempt, 1.003 s: its client registered'",
    "RETRY, 1, 'processed after 1 attempt, 1.003 s: at a later look'"
  })
  void whatLedToAPaymentIsSaidInWords(Event.Processed.Cause cause, int attempts, String text) {
    assertThat(
            line(
                new Event.Processed(
                    8843, 1, attempts, Duration.ofMillis(1003), cause, Optional.empty())))
        .isEqualTo("12:00:00.123 payment 8843 of client 1 " + text);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.001 s",
    "500, 0.500 s",
    "999, 0.999 s",
    "1000, 1 s",
    "1500, 1.500 s",
    "60000, 60 s",
    "4294967295, 4294967.295 s"
  })
  void delaysAreInSeconds(long millis, String text) {
    assertThat(line(new Event.Postponed(7, 3, 2, Duration.ofMillis(millis))))
        .endsWith("payment 7 postponed by " + text + ": client 3 is not registered (attempt 2)");
  }

  @Test
  void numbersAreWrittenWithoutGroups() {
    assertThat(line(new Event.Duplicate(Long.MAX_VALUE, 1_000_000)))
        .contains("payment 9223372036854775807 of client 1000000 ");
  }
}
