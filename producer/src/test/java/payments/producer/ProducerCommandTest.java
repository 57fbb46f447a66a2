package payments.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.cli.Program;

class ProducerCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new Program(new PrintWriter(out), new PrintWriter(err))
        .execute(new ProducerCommand(), arguments);
  }

  private String help(String... command) {
    String[] arguments = Arrays.copyOf(command, command.length + 1);
    arguments[command.length] = "--help";
    run(arguments);
    return out.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "--version", "payment --help", "client --help", "payment --version"})
  void askingForHelpOrVersionSucceeds(String arguments) {
    assertThat(run(arguments.split(" "))).isZero();
    assertThat(out.toString()).contains("producer");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void nothingToSendIsWrongUsage() {
    assertThat(run()).isEqualTo(2);
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
        "payment 1 --uri amqp://rabbit*1",
        "client 1 --uri amqp://rabbit --uri-file file",
        "client 1 --uri-file /does/not/exist",
        "payment 1 --queue-type stream"
      })
  void wrongUsageIsToldByTheExitCode(String arguments) {
    assertThat(run(arguments.split(" "))).as("%s", err).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--|say what to send: payment or client",
        "refund 1|unknown command 'refund', known: payment, client",
        "--value 1 payment 1|unknown option '--value'",
        "payment|say for which CLIENT, such as 1, 1..1000 or - for standard input",
        "payment -5|unknown option '-5'",
        "payment -- -5|'-5' is not a client id, a whole number from 1 to 9223372036854775807",
        "payment 1 --val 3|unknown option '--val'",
        "payment 1 --value|--value needs a value, as in --value=CENTS",
        "payment 1 --value 3.00|--value must be a whole number, was '3.00'",
        "payment --value 1 1 --value=2|give --value only once",
        "client 1 --name=|--name must not be empty",
        "payment 1 --value 0|--value must be above 0, was 0",
        "payment 5..1|'5..1' is not a range such as 1..1000",
        "client none|'none' is not a client id, a whole number from 1 to 9223372036854775807"
      })
  void wrongUsageIsExplainedOnTheFirstLine(String arguments, String explanation) {
    run(arguments.split(" "));

    assertThat(err.toString().lines().findFirst().orElseThrow()).contains(explanation);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aWrongUriIsNotRepeated() {
    run("payment", "1", "--uri", "http://user:s3cret@rabbit");

    assertThat(err.toString()).contains("--uri is not an AMQP URI").doesNotContain("s3cret");
  }

  @Test
  void helpNamesBothCommands() {
    assertThat(help()).contains("payment", "client", "Exit codes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"payment", "client"})
  void helpShowsNoPassword(String name) {
    assertThat(help(name).replace("amqp://USER:PASSWORD@HOST", ""))
        .contains("--uri=")
        .doesNotContain("@");
  }
}
