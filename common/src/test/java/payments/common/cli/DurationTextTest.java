package payments.common.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "0ms, PT0S",
    "500ms, PT0.5S",
    "0s, PT0S",
    "1s, PT1S",
    "007s, PT7S",
    "90s, PT1M30S",
    "5m, PT5M",
    "2h, PT2H",
    "7d, PT168H",
    "36500d, PT876000H",
    "999999999999ms, PT277777H46M39.999S"
  })
  void aDurationIsANumberAndAUnit(String text, Duration expected) {
    assertThat(DurationText.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "s",
        "1 s",
        " 1s",
        "1s ",
        "1S",
        "1sec",
        "1.5s",
        "1,5s",
        "-1s",
        "+1s",
        "1s1s",
        "1h30m",
        "PT1S",
        "1us",
        "1w",
        "1e3s",
        "0x1s",
        "1000000000000s",
        "٣s"
      })
  void anythingElseIsNone(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a duration such as 500ms, 1s, 5m, 2h or 7d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"36501d", "999999999999s", "999999999999m", "999999999999d"})
  void moreThanAHundredYearsIsTooLong(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is too long a duration, the longest is 36500d");
  }
}
