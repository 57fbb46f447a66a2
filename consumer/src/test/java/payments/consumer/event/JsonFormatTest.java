package payments.consumer.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonFormatTest {

  private static final String TIME = "2026-11-23T06:00:00.123Z";

  private static String line(Event event) {
    StringBuilder line = new StringBuilder();
    new JsonFormat().append(Instant.parse(TIME), event, line);
    return line.toString();
  }

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of(
            Examples.READY,
            "'event':'ready','broker':'RabbitMQ 4.3.6','delay':'native','reason':'as asked for','log':'payments-log','node':'localhost:5672'"),
        Arguments.of(Examples.REGISTERED, "'event':'registered','clientId':1"),
        Arguments.of(
            Examples.POSTPONED,
            "'event':'postponed','paymentId':8843,'clientId':1,'attempt':1,'delayMillis':1000"),
        Arguments.of(
            Examples.PROCESSED,
            "'event':'processed','paymentId':8843,'clientId':1,'attempts':3,'waitedMillis':6020,'cause':'retry'"),
        Arguments.of(Examples.DUPLICATE, "'event':'duplicate','paymentId':8843,'clientId':1"),
        Arguments.of(
            Examples.DEAD_LETTERED,
            "'event':'dead-lettered','queue':'payment-processor','reason':'malformed','detail':'the body is not a JSON object'"),
        Arguments.of(
            Examples.STOPPED,
            "'event':'stopped','registered':1,'processed':2,'postponed':3,'duplicates':4,'deadLettered':5"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void anEventIsAnObjectOnOneLine(Event event, String fields) {
    assertThat(line(event))
        .isEqualTo(("{'time':'" + TIME + "'," + fields + "}").replace('\'', '"'));
  }

  @Test
  void numbersAreWrittenToTheLastDigit() {
    assertThat(
            line(
                new Event.Processed(
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Duration.ofMillis(Long.MAX_VALUE),
                    Event.Processed.Cause.PAYMENT,
                    Optional.empty())))
        .endsWith(
            "\"paymentId\":9223372036854775807,\"clientId\":9223372036854775807,"
                + "\"attempts\":2147483647,\"waitedMillis\":9223372036854775807,\"cause\":\"payment\"}");
  }

  @Test
  void quotesAndEndsOfLinesAreEscaped() {
    assertThat(line(new Event.DeadLettered("queue", "reason", "\"a\"\\\r\n\u001b[31m\u0000")))
        .endsWith("\"detail\":\"\\\"a\\\"\\\\\\r\\n\\u001B[31m\\u0000\"}");
  }

  @Test
  void theLineIsAscii() {
    assertThat(line(new Event.DeadLettered("queue", "reason", "Zoë 東京 😀 \u2028 \u202e \u007f")))
        .isEqualTo(
            "{\"time\":\"2026-11-23T06:00:00.123Z\",\"event\":\"dead-lettered\","
                + "\"queue\":\"queue\",\"reason\":\"reason\",\"detail\":\"Zo\\u00EB "
                + "\\u6771\\u4EAC \\uD83D\\uDE00 \\u2028 \\u202E \\u007F\"}");
  }
}
