package payments.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.producer.ClientIds.NotAnIdException;

class ClientIdsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static ClientIds reading(String input, String... arguments) {
    return new ClientIds(List.of(arguments), new BufferedReader(new StringReader(input)));
  }

  private static ClientIds ids(String... arguments) {
    return reading("", arguments);
  }

  private static List<Long> all(ClientIds ids) {
    List<Long> all = new ArrayList<>();
    ids.forEachRemaining((long id) -> all.add(id));
    return all;
  }

  @Test
  void anIdIsItself() {
    assertThat(all(ids("7"))).containsExactly(7L);
    assertThat(all(ids("9223372036854775807"))).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void aRangeIncludesBothEnds() {
    assertThat(all(ids("3..6"))).containsExactly(3L, 4L, 5L, 6L);
    assertThat(all(ids("7..7"))).containsExactly(7L);
  }

  @Test
  void tellsHowManyThereAre() {
    assertThat(ids("7").count()).isEqualTo(1);
    assertThat(ids("3..6", "1").count()).isEqualTo(5);
    assertThat(ids("1..9223372036854775807").count()).isEqualTo(Long.MAX_VALUE);
    assertThat(ids("3..6", "-").count()).as("unknown").isEqualTo(-1);
  }

  @Test
  void argumentsComeInTheirOrder() {
    assertThat(all(reading("20\n21\n", "9", "1..3", "-", "1")))
        .containsExactly(9L, 1L, 2L, 3L, 20L, 21L, 1L);
  }

  @Test
  void aRangeUpToTheLargestIdEnds() {
    assertThat(all(ids("9223372036854775805..9223372036854775807", "1")))
        .containsExactly(Long.MAX_VALUE - 2, Long.MAX_VALUE - 1, Long.MAX_VALUE, 1L);
  }

  @Test
  void theRangeOfAllIdsIsNotCountedOutInAdvance() {
    ClientIds ids = ids("1..9223372036854775807");

    assertThat(ids.nextLong()).isEqualTo(1);
    assertThat(ids.nextLong()).isEqualTo(2);
    assertThat(ids.hasNext()).isTrue();
  }

  @Test
  void askingTwiceForMoreSkipsNothing() {
    ClientIds ids = reading("1\n2\n", "-");

    assertThat(ids.hasNext()).isTrue();
    assertThat(ids.hasNext()).isTrue();
    assertThat(ids.nextLong()).isEqualTo(1);
    assertThat(ids.nextLong()).isEqualTo(2);
    assertThat(ids.hasNext()).isFalse();
    assertThat(ids.hasNext()).isFalse();
  }

  @Test
  void afterTheLastThereIsNone() {
    ClientIds ids = ids("7");
    ids.nextLong();

    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(ids::nextLong);
  }

  @Test
  void noArgumentsAreNoIds() {
    assertThat(ids().hasNext()).isFalse();
  }

  @Test
  void standardInputMayBeEmpty() {
    assertThat(all(ids("-"))).isEmpty();
  }

  @Test
  void standardInputIsReadOnce() {
    assertThat(all(reading("1\n2", "-", "-"))).containsExactly(1L, 2L);
  }

  @Test
  void blankLinesAndSpacesAroundIdsMakeNoDifference() {
    assertThat(all(reading("\n \t\n 1\t\n\r\n2\r\n\n\n", "-"))).containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "0",
        "-1",
        "1.0",
        "1e3",
        "1,000",
        "0x10",
        " 1",
        "1 ",
        "9223372036854775808",
        "99999999999999999999",
        "..",
        "1..",
        "..5",
        "0..5",
        "-5..5",
        "1...5",
        "1.5",
        "1..x",
        "1 .. 5",
        "1..9223372036854775808",
        "--",
        "1-5"
      })
  void whatIsNoIdIsRefusedAtOnce(String argument) {
    assertThatThrownBy(() -> ids("1", argument))
        .isInstanceOf(NotAnIdException.class)
        .hasMessage(
            "'%s' is not a client id, a whole number from 1 to 9223372036854775807"
                .formatted(argument));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5..1", "2..1", "9223372036854775807..1", "1..2..3", "1..2.."})
  void whatIsNoRangeIsRefusedAtOnce(String argument) {
    assertThatThrownBy(() -> ids("1", argument))
        .isInstanceOf(NotAnIdException.class)
        .hasMessage("'%s' is not a range such as 1..1000".formatted(argument));
  }

  @ParameterizedTest
  @CsvSource({
    "x, 1, x",
    "'1\nx', 2, x",
    "'\n\n0\n', 3, 0",
    "'1\n\n2\n -1 \n3', 4, -1",
    "1..5, 1, 1..5",
    "9223372036854775808, 1, 9223372036854775808"
  })
  void aBadLineIsNamedByItsNumber(String input, int number, String shown) {
    ClientIds ids = reading(input, "-");

    assertThatThrownBy(() -> all(ids))
        .isInstanceOf(NotAnIdException.class)
        .hasMessage(
            "line %d of standard input: '%s' is not a client id, a whole number from 1 to 9223372036854775807"
                .formatted(number, shown));
  }

  @Test
  void theIdsBeforeABadLineComeFirst() {
    ClientIds ids = reading("1\n2\nx\n", "-");

    assertThat(ids.nextLong()).isEqualTo(1);
    assertThat(ids.nextLong()).isEqualTo(2);
    assertThatExceptionOfType(NotAnIdException.class).isThrownBy(ids::nextLong);
  }

  @Test
  void aBadLineIsShownCutAndPrintable() {
    ClientIds ids = reading("\u001b[31m" + "x".repeat(1_000_000), "-");

    assertThat(catchThrowable(ids::nextLong))
        .hasMessageStartingWith("line 1 of standard input: '\\u001b[31mxxx")
        .message()
        .hasSizeLessThan(400);
  }

  @Test
  void slowStandardInputHoldsNobodyUp() throws Exception {
    PipedReader read = new PipedReader();
    PipedWriter written = new PipedWriter(read);
    ClientIds ids = new ClientIds(List.of("7", "-"), new BufferedReader(read));
    assertThat(ids.isReady(Duration.ZERO)).isTrue();
    assertThat(ids.nextLong()).isEqualTo(7);

    assertThat(ids.isReady(Duration.ofMillis(50))).isFalse();
    written.write("\n 8\n\n");
    written.flush();
    assertThat(ids.isReady(PATIENCE)).isTrue();
    assertThat(ids.nextLong()).isEqualTo(8);
    assertThat(ids.isReady(Duration.ofMillis(50))).isFalse();

    written.close();
    assertThat(ids.isReady(PATIENCE)).isTrue();
    assertThat(ids.hasNext()).isFalse();
  }

  @Test
  void aFailureToReadStandardInputIsNotTakenForItsEnd() {
    Reader broken =
        new FilterReader(new StringReader("")) {
          @Override
          public int read(char[] buffer, int offset, int length) throws IOException {
            throw new IOException("input/output error");
          }
        };
    ClientIds ids = new ClientIds(List.of("-"), new BufferedReader(broken));

    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(ids::hasNext);
  }
}
