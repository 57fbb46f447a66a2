package payments.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.cli.Program;

class ProveCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new Program(new PrintWriter(out), new PrintWriter(err))
        .execute(new ProveCommand(), arguments);
  }

  @Test
  void helpNamesOptionsAndWhatTheyDoUnlessGiven() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("--uri", "--payments", "--kills", "--cuts", "--seed", "--patience", "--delay")
        .contains("--queue-type", "--consumer", "--json", "completion")
        .contains("0 nothing lost");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--unknown",
        "argument",
        "--uri http://rabbit",
        "--payments 9",
        "--payments 100001",
        "--payments many",
        "--kills -1",
        "--kills 1001",
        "--cuts -1",
        "--seed one",
        "--patience 60",
        "--delay tomorrow",
        "--queue-type stream",
        "--consumer /does/not/exist",
        "--consumer=",
      })
  void wrongUsageIsToldInTwoLines(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString()).startsWith("error: ");
  }

  @Test
  void fileThatIsNotThereIsNamed() {
    run("--consumer", "/does/not/exist");

    assertThat(err.toString()).contains("--consumer: there is no file /does/not/exist");
  }
}
