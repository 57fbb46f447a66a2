package payments.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.ReportedException;

class ProgramTest {

  /** Ends as it is told to. */
  private record Told(String name, List<Command> subcommands, Callable<Integer> ending)
      implements Command {
    @Override
    public List<String> description() {
      return List.of("Does as it is told.", "Nothing else.");
    }

    @Override
    public int run(Arguments given, PrintWriter out) throws Exception {
      return ending.call();
    }
  }

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Command command, String... words) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).execute(command, words);
  }

  private int run(Callable<Integer> ending, String... words) {
    return run(new Told("told", List.of(), ending), words);
  }

  /** A group that is told, with a command that returns 7. */
  private int runGroup(String words) {
    Command part = new Told("part", List.of(), () -> 7);
    return run(new Told("told", List.of(part), () -> 0), words.split(" "));
  }

  @Test
  void theExitCodeIsThatOfTheCommand() {
    assertThat(run(() -> 0)).isZero();
    assertThat(run(() -> 7)).isEqualTo(7);
  }

  @Test
  void aReportedConditionIsAFailureInTwoLines() {
    int code =
        run(
            () -> {
              throw new ReportedException("cannot connect", "start one");
            });

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("error: cannot connect", "  start one");
  }

  @Test
  void anUnforeseenConditionIsAFailure() {
    int code =
        run(
            () -> {
              throw new IllegalStateException("unforeseen");
            });

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("error: java.lang.IllegalStateException: unforeseen")
        .contains("\tat ");
  }

  @Test
  void wrongUsageIsTwoLinesThatNameTheCommand() {
    assertThat(runGroup("part --unknown")).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly("error: unknown option '--unknown'", "  see told part --help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aPasswordInAWrongPlaceIsNotRepeated() {
    assertThat(run(() -> 0, "amqp://user:s3cret@rabbit")).isEqualTo(2);
    assertThat(run(() -> 0, "--url=amqp://user:s3cret@rabbit")).isEqualTo(2);
    assertThat(run(() -> 0, "amqp://user:a s3cret@rabbit")).isEqualTo(2);
    Callable<Integer> asFileName =
        () -> {
          throw new ReportedException("cannot read amqp:/user:s3cret@rabbit", "give a file");
        };
    assertThat(run(asFileName)).isEqualTo(1);

    assertThat(err.toString())
        .contains("'amqp://user:***@rabbit'", "cannot read amqp:/user:***@rabbit")
        .doesNotContain("s3cret");
  }

  @Test
  void aSubcommandRunsInsteadOfItsGroup() {
    assertThat(runGroup("part")).isEqualTo(7);
    assertThat(runGroup("--")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whole|unknown command 'whole', known: part|told",
        "--unknown part|unknown option '--unknown'|told",
        "part part|unexpected argument 'part'|told part",
        "part --help=no|--help takes no value|told part"
      })
  void whatIsNoCommandIsWrongUsage(String words, String explanation, String path) {
    assertThat(runGroup(words)).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly("error: " + explanation, "  see " + path + " --help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "-h", "-hV", "--version --help", "--unknown --help", "--help x"})
  void helpIsForTheCommandItIsGivenTo(String words) {
    assertThat(runGroup(words)).isZero();
    assertThat(out.toString()).startsWith("Usage: told [OPTION]...\n");
    out.getBuffer().setLength(0);

    assertThat(runGroup("part " + words)).isZero();
    assertThat(out.toString()).startsWith("Usage: told part [OPTION]...\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpAfterTheEndOfOptionsIsNone() {
    assertThat(run(() -> 0, "--unknown", "--", "--help")).isEqualTo(2);
  }

  @Test
  void whatTheLocaleCannotCarryIsRefusedWithTheCure() {
    assertThat(runGroup("part Jos\uFFFD\uFFFD")).isEqualTo(2);

    assertThat(err.toString().lines())
        .first()
        .asString()
        .startsWith("error: argument 2 has characters that this locale cannot carry");
    assertThat(err.toString().lines()).last().asString().contains("LC_ALL=C.UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"part", "--help", "part --version"})
  void outputThatIsLostIsFailure(String words) {
    Writer full =
        new FilterWriter(new StringWriter()) {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("no space left on device");
          }

          @Override
          public void write(String text, int from, int length) throws IOException {
            throw new IOException("no space left on device");
          }
        };
    PrintWriter results = new PrintWriter(full);
    Program program = new Program(results, new PrintWriter(err));
    Callable<Integer> printing =
        () -> {
          results.println("done");
          return 0;
        };
    Command part = new Told("part", List.of(), printing);

    assertThat(program.execute(new Told("told", List.of(part), () -> 0), words.split(" ")))
        .isEqualTo(1);
    assertThat(err.toString()).startsWith("error: cannot write to standard output");
  }

  @Test
  void aFailureKeepsItsCodeWhenOutputIsLostToo() {
    PrintWriter closed = new PrintWriter(out);
    closed.close();
    assertThat(
            new Program(closed, new PrintWriter(err)).execute(new Told("told", List.of(), () -> 7)))
        .isEqualTo(7);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void tooLittleMemoryForThreadIsTwoLines() {
    Callable<Integer> noThread =
        () -> {
          throw new OutOfMemoryError("unable to create native thread");
        };

    assertThat(run(noThread)).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void theVersionNamesTheCommand(String word) {
    assertThat(runGroup("part " + word)).isZero();

    assertThat(out.toString().lines()).singleElement().asString().startsWith("told part ");
  }
}
