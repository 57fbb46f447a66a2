package payments.common.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentParserTest {
  private static final Option TEXT =
      Option.builder().longOpt("text").hasArg().argName("TEXT").get();
  private static final Option NUMBER =
      Option.builder().longOpt("number").hasArg().argName("N").get();
  private static final Option FLAG = Option.builder().longOpt("flag").get();

  /** The size of things. */
  private enum Size {
    SMALL,
    LARGE
  }

  /** A command that is never run. */
  private record Parsed() implements Command {
    @Override
    public String name() {
      return "parsed";
    }

    @Override
    public List<String> description() {
      return List.of("Is parsed.");
    }

    @Override
    public List<Option> options() {
      return List.of(TEXT, NUMBER, FLAG);
    }

    @Override
    public boolean takesOperands() {
      return true;
    }

    @Override
    public int run(Arguments given, PrintWriter out) {
      throw new UnsupportedOperationException();
    }
  }

  private static Arguments parse(String words) {
    return new ArgumentParser(new Parsed()).parse(words.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--text a --flag 1 2",
        "1 --text=a 2 --flag",
        "1 2 --flag --text a",
        "--flag --text=a -- 1 2"
      })
  void optionsComeInAnyOrderBeforeOrAfterOperands(String words) {
    Arguments given = parse(words);

    assertThat(given.text(TEXT)).contains("a");
    assertThat(given.has(FLAG)).isTrue();
    assertThat(given.operands()).containsExactly("1", "2");
  }

  @Test
  void whatIsNotGivenIsNone() {
    Arguments given = parse("1");

    assertThat(given.text(TEXT)).isEmpty();
    assertThat(given.path(TEXT)).isEmpty();
    assertThat(given.duration(TEXT)).isEmpty();
    assertThat(given.has(FLAG)).isFalse();
    assertThat(given.number(NUMBER, 5)).isEqualTo(5);
    assertThat(given.oneOf(TEXT, Size.LARGE)).isEqualTo(Size.LARGE);
  }

  @Test
  void valuesAreTakenAsTheyAre() {
    assertThat(parse("--text \"quoted\"").text(TEXT)).contains("\"quoted\"");
    assertThat(parse("--text=a=b").text(TEXT)).contains("a=b");
    assertThat(parse("--text=--flag").text(TEXT)).contains("--flag");
    assertThat(parse("--text -").text(TEXT)).contains("-");
    assertThat(parse("--number -5").number(NUMBER, 0)).isEqualTo(-5);
  }

  @Test
  void afterTwoHyphensThereAreNoOptions() {
    assertThat(parse("-- --flag -5").operands()).containsExactly("--flag", "-5");
  }

  @Test
  void aHyphenIsAnOperand() {
    assertThat(parse("-").operands()).containsExactly("-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tex a|unknown option '--tex'",
        "--tex=a|unknown option '--tex'",
        "--texts a|unknown option '--texts'",
        "--TEXT a|unknown option '--TEXT'",
        "-t a|unknown option '-t'",
        "-text a|unknown option '-text'",
        "-text=a|unknown option '-text'",
        "-texta|unknown option '-texta'",
        "-5|unknown option '-5'",
        "--flag=true|--flag takes no value",
        "--text|--text needs a value, as in --text=TEXT",
        "--text --flag|--text needs a value, as in --text=TEXT",
        "--text -- a|--text needs a value, as in --text=TEXT",
        "--text a --text b|give --text only once",
        "--text=a 1 --text=a|give --text only once",
        "--flag --flag|give --flag only once"
      })
  void whatDoesNotFitIsSaid(String words, String message) {
    assertThatThrownBy(() -> parse(words)).isInstanceOf(UsageException.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.5", "1e3", "x", "0x1", "9223372036854775808"})
  void whatIsNoWholeNumberIsSaid(String text) {
    Arguments given = parse("--number=" + text);

    assertThatThrownBy(() -> given.number(NUMBER, 0))
        .isInstanceOf(UsageException.class)
        .hasMessage("--number must be a whole number, was '" + text + "'");
  }

  @Test
  void anEmptyTextIsNoText() {
    Arguments given = parse("--text=");

    assertThatThrownBy(() -> given.text(TEXT)).hasMessage("--text must not be empty");
    assertThatThrownBy(() -> given.path(TEXT)).hasMessage("--text must not be empty");
  }

  @Test
  void aPathIsThatOfAFile() {
    assertThat(parse("--text a/b").path(TEXT)).contains(Path.of("a", "b"));
    Arguments wrong = parse("--text a\0b");
    assertThatThrownBy(() -> wrong.path(TEXT)).hasMessage("--text must be the name of a file");
  }

  @Test
  void aDurationIsReadOrRefusedByName() {
    assertThat(parse("--text 2s").duration(TEXT)).contains(Duration.ofSeconds(2));
    Arguments wrong = parse("--text 2");
    assertThatThrownBy(() -> wrong.duration(TEXT))
        .isInstanceOf(UsageException.class)
        .hasMessage("--text: '2' is not a duration such as 500ms, 1s, 5m, 2h or 7d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "SMALL", "Small"})
  void oneOfSeveralIsNamedInUpperOrLowerCase(String text) {
    assertThat(parse("--text " + text).oneOf(TEXT, Size.LARGE)).isEqualTo(Size.SMALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "smal", "medium"})
  void noneOfSeveralIsRefusedWithAll(String text) {
    Arguments given = parse("--text=" + text);

    assertThatThrownBy(() -> given.oneOf(TEXT, Size.LARGE))
        .isInstanceOf(UsageException.class)
        .hasMessage("--text must be one of small, large, was '" + text + "'");
  }
}
