package payments.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.cli.Program;
import picocli.CommandLine;

class ProducerCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      new CommandLine(new ProducerCommand())
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setOut(new PrintWriter(out))
          .setErr(new PrintWriter(err));

  private static int run(String arguments) {
    return Program.run(new ProducerCommand(), arguments.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "--version", "payment --help", "client --help", "payment --version"})
  void askingForHelpOrVersionSucceeds(String arguments) {
    assertThat(run(arguments)).isZero();
  }

  @Test
  void nothingToSendIsWrongUsage() {
    assertThat(Program.run(new ProducerCommand())).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refund 1",
        "--unknown",
        "payment",
        "client",
        "payment x",
        "payment 0",
        "payment -5",
        "payment 5..1",
        "payment 1 2 x",
        "payment 9223372036854775808",
        "client 0",
        "client 1..0",
        "payment 1 --value 0",
        "payment 1 --value -300",
        "payment 1 --value 3.00",
        "payment 1 --value",
        "payment 1 --name Ann",
        "client 1 --value 300",
        "client 1 --name",
        "payment 1 --uri rabbit",
        "payment 1 --uri amqp://rabbit_1",
        "client 1 --uri amqp://rabbit --uri-file file",
        "client 1 --uri-file /does/not/exist",
        "payment 1 --queue-type stream"
      })
  void wrongUsageIsToldByTheExitCode(String arguments) {
    assertThat(run(arguments)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--|say what to send: payment or client",
        "payment 1 --value 0|--value must be above 0, was 0",
        "payment 5..1|'5..1' is not a range such as 1..1000",
        "client none|'none' is not a client id, a whole number from 1 to 9223372036854775807"
      })
  void wrongUsageIsExplainedOnTheFirstLine(String arguments, String explanation) {
    command.execute(arguments.split(" "));

    assertThat(err.toString().lines().findFirst().orElseThrow()).contains(explanation);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aWrongUriIsNotRepeated() {
    command.execute("payment", "1", "--uri", "http://user:s3cret@rabbit");

    assertThat(err.toString()).contains("--uri is not an AMQP URI").doesNotContain("s3cret");
  }

  @Test
  void helpNamesBothCommands() {
    assertThat(command.getUsageMessage()).contains("payment", "client", "Exit codes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"payment", "client"})
  void helpShowsNoPassword(String name) {
    CommandLine subcommand = command.getSubcommands().get(name);

    assertThat(subcommand.getUsageMessage().replace("amqp://USER:PASSWORD@HOST", ""))
        .contains("--uri=")
        .doesNotContain("@");
  }
}
