package payments.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBodyTest {

  private static final String PAYMENT =
      "{\"id\":8843,\"clientId\":1,\"value\":300,\"operationDate\":\"2026-11-23T06:00:00.123Z\"}";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String malformed(byte[] body) {
    Throwable thrown = catchThrowable(() -> MessageBody.paymentIn(body));
    assertThat(thrown).isInstanceOf(MalformedMessageException.class);
    assertPrintable(thrown.getMessage());
    return thrown.getMessage();
  }

  private static String malformed(String body) {
    return malformed(utf8(body));
  }

  private static void assertPrintable(String detail) {
    assertThat(detail).isNotBlank().hasSizeLessThanOrEqualTo(300);
    assertThat(detail.codePoints())
        .noneMatch(Character::isISOControl)
        .noneMatch(character -> Character.getType(character) == Character.FORMAT)
        .noneMatch(character -> Character.getType(character) == Character.LINE_SEPARATOR)
        .noneMatch(character -> Character.getType(character) == Character.PARAGRAPH_SEPARATOR)
        .noneMatch(character -> Character.getType(character) == Character.SURROGATE);
  }

  /** Whatever the bytes are, they are a payment or malformed, and nothing else is thrown. */
  private static void assertPaymentOrMalformed(byte[] body) {
    Throwable thrown = catchThrowable(() -> MessageBody.paymentIn(body));
    if (thrown != null) {
      assertThat(thrown)
          .as(() -> "of %s".formatted(Arrays.toString(body)))
          .isExactlyInstanceOf(MalformedMessageException.class);
      assertPrintable(thrown.getMessage());
    }
  }

  @Test
  void aRegistrationIsWrittenAsOthersReadIt() {
    assertThat(MessageBody.of(new Client(1, "new client")))
        .isEqualTo(utf8("{\"id\":1,\"name\":\"new client\"}"));
  }

  @Test
  void aPaymentIsWrittenAsOthersReadIt() {
    assertThat(MessageBody.of(new Payment(8843, 1, 300, "2026-11-23T06:00:00.123Z")))
        .isEqualTo(utf8(PAYMENT));
  }

  @Test
  void aWrittenRegistrationCanBeRead() throws Exception {
    byte[] body = MessageBody.of(new Client(Long.MAX_VALUE, "\"Zoë\"\n😀"));

    assertThat(MessageBody.clientIn(body)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aWrittenPaymentCanBeRead() throws Exception {
    Payment payment =
        new Payment(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - 2, "2026-11-23");

    assertThat(MessageBody.paymentIn(MessageBody.of(payment))).isEqualTo(payment);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"value\":300,\"clientId\":1,\"id\":8843}",
        " \r\n\t{ \"id\" : 8843 , \"clientId\" : 1 , \"value\" : 300 } \n",
        "{\"\\u0069d\":8843,\"clientId\":1,\"value\":300}"
      })
  void orderAndSpacesAndEscapesMakeNoDifference(String body) throws Exception {
    assertThat(MessageBody.paymentIn(utf8(body))).isEqualTo(new Payment(8843, 1, 300, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"ID\":7",
        "\"note\":null",
        "\"note\":\"id\"",
        "\"nested\":{\"id\":-1,\"clientId\":\"x\",\"value\":[]}",
        "\"nested\":[{\"id\":2},[{\"id\":3}]]",
        "\"\":1.5e300",
        "\"big\":123456789012345678901234567890"
      })
  void unknownFieldsAreIgnored(String field) throws Exception {
    String first = "{%s,\"id\":8843,\"clientId\":1,\"value\":300}".formatted(field);
    String last = "{\"id\":8843,\"clientId\":1,\"value\":300,%s}".formatted(field);

    assertThat(MessageBody.paymentIn(utf8(first))).isEqualTo(new Payment(8843, 1, 300, ""));
    assertThat(MessageBody.paymentIn(utf8(last))).isEqualTo(new Payment(8843, 1, 300, ""));
  }

  @Test
  void whatIsNotUsedMayBeAsLongAsItLikes() throws Exception {
    Payment payment = new Payment(8843, 1, 300, "");
    for (String field :
        new String[] {
          "\"n\":" + "9".repeat(100_000),
          "\"n\":1." + "9".repeat(100_000),
          "\"" + "n".repeat(100_000) + "\":1",
          "\"n\":\"" + "n".repeat(30_000_000) + "\"",
        }) {
      String body = "{%s,\"id\":8843,\"clientId\":1,\"value\":300}".formatted(field);
      assertThat(MessageBody.paymentIn(utf8(body))).isEqualTo(payment);
    }
  }

  @Test
  void aDateIsTakenAsItIsWritten() throws Exception {
    assertThat(MessageBody.paymentIn(utf8(PAYMENT)).operationDate())
        .isEqualTo("2026-11-23T06:00:00.123Z");
    assertThat(
            MessageBody.paymentIn(utf8(PAYMENT.replaceFirst("\"2026.*\"", "17"))).operationDate())
        .isEmpty();
  }

  @Test
  void aRegistrationNeedsNoName() throws Exception {
    assertThat(MessageBody.clientIn(utf8("{\"id\":7,\"name\":null}"))).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "[{\"id\":1}]", "\"id\"", "null", "true", "8843", "1.5"})
  void whatIsNoObjectIsMalformed(String body) {
    assertThat(malformed(body)).isEqualTo("the body is not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "<payment/>",
        "}",
        "{",
        "{\"id\"",
        "{\"id\":",
        "{\"id\":1",
        "{\"id\":1,",
        "{\"id\":1,}",
        "{id:1}",
        "{'id':1}",
        "{\"id\":01}",
        "{\"id\":+1}",
        "{\"id\":NaN}",
        "{\"id\":1 \"clientId\":2}",
        "{\"other\":[1,2}",
        "{\"other\":\"\n\"}",
        "{\"id\":1,/* comment */\"clientId\":1,\"value\":300}",
        "\u0000",
        "\u001b[2J"
      })
  void whatIsNoJsonIsMalformed(String body) {
    assertThat(malformed(body)).startsWith("the body is not JSON: ");
  }

  /** It would register its own number as a client. */
  @Test
  void aPaymentIsNoRegistrationUnlessItWasTakenForOneBefore() throws Exception {
    byte[] payment = MessageBody.of(new Payment(8843, 1, 300, "2026-11-23"));

    assertThatThrownBy(() -> MessageBody.clientIn(payment))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("field clientId is of a payment, and this should be a registration");
    assertThat(MessageBody.keptClientIn(payment)).isEqualTo(8843);
    assertThat(MessageBody.keptClientIn(utf8("{\"id\":7}"))).isEqualTo(7);
  }

  /** Nobody who sends or receives can set up the parser. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NaN|Non-standard token 'NaN'",
        "{\"id\":+1}|Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs",
        "/* */{}|Unexpected character ('/' (code 47)): maybe a (non-standard) comment?"
      })
  void theParsersAdviceIsLeftOut(String body, String why) {
    assertThat(malformed(body)).isEqualTo("the body is not JSON: " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|id",
        "{\"clientId\":1,\"value\":300}|id",
        "{\"id\":1,\"value\":300}|clientId",
        "{\"id\":1,\"clientId\":1}|value",
        "{\"id\":1,\"client_id\":1,\"value\":300}|clientId",
        "{\"nested\":{\"id\":1},\"clientId\":1,\"value\":300}|id"
      })
  void aMissingFieldIsNamed(String body, String field) {
    assertThat(malformed(body)).isEqualTo("field " + field + " is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"7\"|\"7\"",
        "\"\"|\"\"",
        "1.0|1.0",
        "1e3|1e3",
        "null|null",
        "true|true",
        "false|false",
        "{}|an object",
        "{\"id\":1}|an object",
        "[]|an array",
        "[1]|an array",
        "0|0",
        "-0|-0",
        "-1|-1",
        "-9223372036854775808|-9223372036854775808",
        "9223372036854775808|9223372036854775808",
        "18446744073709551617|18446744073709551617"
      })
  void everyFieldIsAWholeNumberAboveZero(String value, String shown) {
    for (String field : new String[] {"id", "clientId", "value"}) {
      String body = PAYMENT.replaceFirst("\"" + field + "\":\\d+", "\"" + field + "\":" + value);

      assertThat(malformed(body))
          .isEqualTo(
              "field %s must be a whole number from 1 to 9223372036854775807, was %s"
                  .formatted(field, shown));
    }
  }

  @Test
  void theClientOfARegistrationIsAWholeNumberAboveZero() {
    assertThatThrownBy(() -> MessageBody.clientIn(utf8("{\"id\":\"1\",\"name\":\"new client\"}")))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("field id must be a whole number");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_001, 100_000, 10_000_000})
  void aNumberOfManyDigitsIsMalformed(int digits) {
    malformed("{\"id\":" + "9".repeat(digits) + ",\"clientId\":1,\"value\":300}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":1,\"id\":1,\"clientId\":1,\"value\":300}",
        "{\"id\":1,\"clientId\":1,\"value\":300,\"value\":400}",
        "{\"operationDate\":\"x\",\"id\":1,\"clientId\":1,\"value\":300,\"operationDate\":\"x\"}"
      })
  void aFieldGivenTwiceIsMalformed(String body) {
    assertThat(malformed(body)).endsWith(" is there twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "{}", "[]", "null", "\"\"", PAYMENT})
  void moreAfterTheObjectIsMalformed(String more) {
    assertThat(malformed(PAYMENT + " " + more)).isEqualTo("more follows the JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"}", "]", ",", "garbage", "\u0000"})
  void garbageAfterTheObjectIsMalformed(String more) {
    malformed(PAYMENT + more);
  }

  @ParameterizedTest
  @CsvSource({"[, ]", "'{\"a\":', '}'", "'[{\"a\":', '}]'"})
  void deepNestingIsMalformed(String open, String close) {
    String deep = open.repeat(100_000) + "1" + close.repeat(100_000);

    malformed(deep);
    malformed("{\"id\":" + deep + ",\"clientId\":1,\"value\":300}");
    malformed("{\"other\":" + deep + ",\"id\":8843,\"clientId\":1,\"value\":300}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u0000", "\"", "[", "{", "{\"a\":", "9", " ", "\u202e", "\n"})
  void megabytesOfGarbageAreMalformed(String garbage) {
    malformed(garbage.repeat(10_000_000 / garbage.length()));
  }

  @Test
  void aLongTextForANumberIsCutInTheDetail() {
    String body = "{\"id\":\"" + "x".repeat(10_000_000) + "\",\"clientId\":1,\"value\":300}";

    assertThat(malformed(body)).endsWith("was \"" + "x".repeat(60) + "…\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\u0000", "\\u001b[31m", "\\n", "\\u202e", "\\u2028", "\\ud83d", "\\udc00"})
  void unseenCharactersOfATextAreEscapedInTheDetail(String text) {
    String escape =
        malformed("{\"id\":\"<" + text + ">\",\"clientId\":1,\"value\":300}")
            .replaceFirst(".*, was \"<", "");

    assertThat(escape).startsWith("\\u").endsWith(">\"");
  }

  @Test
  void aPairOfSurrogatesAtTheCutLeavesADetailThatCanBePrinted() {
    malformed("{\"id\":\"" + "x".repeat(59) + "😀😀\",\"clientId\":1,\"value\":300}");
  }

  @Test
  void theNameOfAFieldCannotMakeTheDetailLong() {
    String name = "\u202e".repeat(40_000);

    malformed("{\"" + name + "\":1,\"" + name + "\":x}");
  }

  static Stream<byte[]> payments() {
    return Stream.of("UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "ISO-8859-15")
        .flatMap(
            charset ->
                Stream.of(
                    PAYMENT.getBytes(Charset.forName(charset)),
                    ("\ufeff" + PAYMENT).getBytes(Charset.forName(charset))));
  }

  @ParameterizedTest
  @MethodSource("payments")
  void aPaymentInAnyEncodingIsReadOrMalformed(byte[] body) {
    assertPaymentOrMalformed(body);
  }

  @ParameterizedTest
  @MethodSource("payments")
  void aPaymentCutOffAnywhereIsMalformedOrAPayment(byte[] body) {
    for (int length = 0; length < body.length; length++) {
      assertPaymentOrMalformed(Arrays.copyOf(body, length));
    }
  }

  @Test
  void bytesThatAreNotTextAreMalformed() {
    malformed(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xff});
    malformed(new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'});
    malformed(new byte[] {'{', '"', 'i', 'd', '"', ':', '"', (byte) 0xed, (byte) 0xa0, '"', '}'});
  }

  @ParameterizedTest
  @MethodSource("payments")
  void aDamagedPaymentIsMalformedOrAPayment(byte[] body) {
    Random random = new Random(8843);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = body.clone();
      for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      assertPaymentOrMalformed(damaged);
    }
  }

  @Test
  void randomBytesAreMalformed() {
    Random random = new Random(8843);
    for (int i = 0; i < 5_000; i++) {
      byte[] body = new byte[random.nextInt(64)];
      random.nextBytes(body);
      malformed(body);
    }
  }
}
