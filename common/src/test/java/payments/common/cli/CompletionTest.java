package payments.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {

  private static Option option(String valueName) {
    return Option.builder().longOpt("option").hasArg().argName(valueName).get();
  }

  @Test
  void theNameOfValueSaysWhatItMayBe() {
    assertThat(Completion.isFile(option("FILE"))).isTrue();
    assertThat(Completion.isFile(option("URI"))).isFalse();
    assertThat(Completion.choices(option("classic|quorum"))).containsExactly("classic", "quorum");
    assertThat(Completion.choices(option("URI"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Write JSON Lines.|Write JSON Lines",
        "The first. The second.|The first",
        "Up to 4.2 and no further. Then.|Up to 4.2 and no further",
        "amqps://… and Java's.|amqps://... and Java's",
        "A [$HOME] rm \"x\" \\|A HOME rm x "
      })
  void explanationsMeanNothingToShells(String explanation, String summary) {
    assertThat(Completion.summary(explanation).strip()).isEqualTo(summary.strip());
  }
}
