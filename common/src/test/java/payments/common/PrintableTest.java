package payments.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "client 7", "Zoë, Łódź, 東京, עברית", "😀", "a\\b\"c'd", "e\u0301"})
  void textThatCanBeReadStaysAsItIs(String text) {
    assertThat(Printable.of(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, \\u0000",
    "7, \\u0007",
    "9, \\u0009",
    "10, \\u000a",
    "13, \\u000d",
    "27, \\u001b",
    "127, \\u007f",
    "133, \\u0085",
    "155, \\u009b"
  })
  void controlCharactersBecomeEscapes(int character, String escape) {
    assertThat(Printable.of(Character.toString(character))).isEqualTo(escape);
  }

  @ParameterizedTest
  @CsvSource({"173, \\u00ad", "8203, \\u200b", "8238, \\u202e", "8295, \\u2067", "65279, \\ufeff"})
  void formatCharactersBecomeEscapes(int character, String escape) {
    assertThat(Printable.of(Character.toString(character))).isEqualTo(escape);
  }

  @Test
  void formatCharactersBeyondTheBasicPlaneBecomeTwoEscapes() {
    assertThat(Printable.of(Character.toString(0xE0001))).isEqualTo("\\udb40\\udc01");
  }

  @Test
  void separatorsOfLinesAndParagraphsBecomeEscapes() {
    assertThat(Printable.of("a" + (char) 0x2028 + "b" + (char) 0x2029))
        .isEqualTo("a\\u2028b\\u2029");
  }

  @Test
  void halvesOfSurrogatePairsBecomeEscapes() {
    assertThat(Printable.of("a\ud83d")).isEqualTo("a\\ud83d");
    assertThat(Printable.of("\ude00\ud83d")).isEqualTo("\\ude00\\ud83d");
  }

  @Test
  void aTextOfTwoHundredCharactersIsNotCut() {
    assertThat(Printable.of("x".repeat(200))).isEqualTo("x".repeat(200));
  }

  @Test
  void aLongerTextIsCut() {
    assertThat(Printable.of("x".repeat(201))).isEqualTo("x".repeat(199) + "…");
  }

  @Test
  void anEscapeIsNotCutInTwo() {
    assertThat(Printable.of("\u0007".repeat(10_000_000)))
        .isEqualTo("\\u0007".repeat(33) + "…")
        .hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void anEscapeThatEndsAtTheLimitIsKept() {
    assertThat(Printable.of("x".repeat(194) + "\n")).isEqualTo("x".repeat(194) + "\\u000a");
  }

  @Test
  void aSurrogatePairIsNotCutInTwo() {
    assertThat(Printable.of("x".repeat(198) + "😀😀")).isEqualTo("x".repeat(198) + "…");
  }

  @Test
  void whatIsPrintableAlreadyStaysAsItIs() {
    String once = Printable.of("\u202e".repeat(500));

    assertThat(Printable.of(once)).isEqualTo(once);
  }
}
