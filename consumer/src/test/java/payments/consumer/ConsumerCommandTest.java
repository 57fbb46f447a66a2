package payments.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.cli.Program;
import picocli.CommandLine;

class ConsumerCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      new CommandLine(new ConsumerCommand())
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setOut(new PrintWriter(out))
          .setErr(new PrintWriter(err));

  private static int run(String arguments) {
    return Program.run(new ConsumerCommand(), arguments.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--version", "-V"})
  void askingForHelpOrVersionSucceeds(String arguments) {
    assertThat(run(arguments)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--unknown",
        "argument",
        "--uri",
        "--uri rabbit",
        "--uri http://rabbit",
        "--uri amqp://rabbit_1",
        "--uri amqp://rabbit --uri-file file",
        "--uri-file /does/not/exist",
        "--delay",
        "--delay magic",
        "--delay NATIVE",
        "--delay-step 1",
        "--delay-step 0s",
        "--delay-step -1s",
        "--delay-step 2m",
        "--delay-step 999999999999d",
        "--max-delay 999ms",
        "--max-delay 50d",
        "--max-delay forever",
        "--give-up-after never",
        "--give-up-after 999999999999d",
        "--queue-type stream",
        "--prefetch 0",
        "--prefetch -1",
        "--prefetch 65536",
        "--prefetch 1e3",
        "--prefetch 9999999999",
        "--wait-for-broker long",
        "--wait-for-broker 999999999999s",
        "--json=maybe"
      })
  void wrongUsageIsToldByTheExitCode(String arguments) {
    assertThat(run(arguments)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--delay magic|--delay must be one of auto, plugin, native, ladder, was 'magic'",
        "--prefetch 0|--prefetch must be 1 to 65535, was 0",
        "--delay-step 0s|the delay step must be at least 1 ms",
        "--delay-step 2s --max-delay 1s|the longest delay must be at least one step",
        "--max-delay 50d|the longest delay must be at most 4294967295 ms",
        "--delay-step soon|'soon' is not a duration such as 500ms, 1s, 5m, 2h or 7d"
      })
  void wrongUsageIsExplainedOnTheFirstLine(String arguments, String explanation) {
    command.execute(arguments.split(" "));

    assertThat(err.toString().lines().findFirst().orElseThrow()).contains(explanation);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aWrongUriIsNotRepeated() {
    command.execute("--uri", "http://user:s3cret@rabbit");

    assertThat(err.toString()).contains("--uri is not an AMQP URI").doesNotContain("s3cret");
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(command.getUsageMessage())
        .contains(
            "--uri=",
            "AMQP_URI",
            "--uri-file=",
            "--ca-certificate=",
            "--delay=",
            "--delay-step=",
            "--max-delay=",
            "--give-up-after=",
            "--queue-type=",
            "--prefetch=",
            "--wait-for-broker=",
            "--json",
            "--help",
            "--version");
  }

  @Test
  void helpShowsNoPassword() {
    assertThat(command.getUsageMessage().replace("amqp://USER:PASSWORD@HOST", ""))
        .contains("--uri=")
        .doesNotContain("@");
  }
}
