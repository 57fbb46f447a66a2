package payments.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.cli.Program;

class ConsumerCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new Program(new PrintWriter(out), new PrintWriter(err))
        .execute(new ConsumerCommand(new ErrorOutput(System.err)), arguments);
  }

  private String help() {
    run("--help");
    return out.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--version", "-V"})
  void askingForHelpOrVersionSucceeds(String arguments) {
    assertThat(run(arguments)).isZero();
    assertThat(out.toString()).contains("consumer");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--unknown",
        "argument",
        "--uri",
        "--uri rabbit",
        "--uri http://rabbit",
        "--uri amqp://rabbit*1",
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
    assertThat(run(arguments.split(" "))).as("%s", err).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--delay magic|--delay must be one of auto, plugin, native, ladder, was 'magic'",
        "--delay=|--delay must not be empty",
        "--queue-type stream|--queue-type must be one of classic, quorum, was 'stream'",
        "--prefetch x|--prefetch must be a whole number, was 'x'",
        "--prefetch 9999999999|--prefetch must be 1 to 65535, was 9999999999",
        "--prefetch|--prefetch needs a value, as in --prefetch=N",
        "--prefetch=|--prefetch must be a whole number, was ''",
        "--prefech 1|unknown option '--prefech'",
        "extra|unknown command 'extra', known: dead-letters, completion",
        "--prefetch 0|--prefetch must be 1 to 65535, was 0",
        "--delay-step 0s|--delay-step 0 ms with --max-delay 60000 ms: the delay step must be at least 1 ms",
        "--delay-step 2s --max-delay 1s|--delay-step 2000 ms with --max-delay 1000 ms: the longest delay must be at least one step",
        "--max-delay 50d|--delay-step 1000 ms with --max-delay 4320000000 ms: the longest delay must be at most 4294967295 ms",
        "--delay-step soon|--delay-step: 'soon' is not a duration such as 500ms, 1s, 5m, 2h or 7d"
      })
  void wrongUsageIsExplainedOnTheFirstLine(String arguments, String explanation) {
    run(arguments.split(" "));

    assertThat(err.toString().lines())
        .containsExactly("error: " + explanation, "  see consumer --help");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dead-letters|say what to do with dead letters: list, replay or drop|dead-letters",
        "dead-letters purge|unknown command 'purge', known: list, replay, drop|dead-letters",
        "dead-letters list 1|unexpected argument '1'|dead-letters list",
        "dead-letters list --limit 0|--limit must be at least 1, was 0|dead-letters list",
        "dead-letters replay --reason=|--reason must not be empty|dead-letters replay",
        "dead-letters drop|say which: either --reason=REASON or --all|dead-letters drop",
        "dead-letters drop --all --reason x|say which: either --reason=REASON or --all|dead-letters drop",
        "dead-letters drop --reason x|--reason must be one of malformed, given-up, cancelled, conflict, rejected, expired, maxlen, delivery_limit, unknown, was 'x'|dead-letters drop",
        "dead-letters list --reason x|--reason must be one of malformed, given-up, cancelled, conflict, rejected, expired, maxlen, delivery_limit, unknown, was 'x'|dead-letters list",
        "--json dead-letters drop --all|give all options after consumer dead-letters drop|dead-letters drop"
      })
  void wrongUsageOfDeadLettersIsExplained(String arguments, String explanation, String command) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly("error: " + explanation, "  see consumer " + command + " --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dead-letters", "dead-letters list", "dead-letters drop"})
  void helpOfCommandsIsTheirOwn(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();

    assertThat(out.toString()).startsWith("Usage: consumer " + command + " ");
  }

  @Test
  void typeOfQueueMayBeInUpperCase() {
    run("--queue-type", "QUORUM", "--uri", "none");

    assertThat(err.toString()).contains("--uri is not an AMQP URI");
  }

  @Test
  void aWrongUriIsNotRepeated() {
    run("--uri", "http://user:s3cret@rabbit");

    assertThat(err.toString()).contains("--uri is not an AMQP URI").doesNotContain("s3cret");
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(help())
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
    assertThat(help().replace("amqp://USER:PASSWORD@HOST", ""))
        .contains("--uri=")
        .doesNotContain("@");
  }
}
