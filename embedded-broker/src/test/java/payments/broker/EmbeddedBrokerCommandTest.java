package payments.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EmbeddedBrokerCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "amqp"})
  void whatIsNoPortIsWrongUsage(String port) {
    assertThat(command.execute("--port", port)).isEqualTo(2);
    assertThat(err.toString()).contains("port").contains(port).contains("Usage: embedded-broker");
  }

  @Test
  void anUnknownOptionIsWrongUsage() {
    assertThat(command.execute("--prot", "5672")).isEqualTo(2);
    assertThat(err.toString()).contains("'--prot'");
  }

  @Test
  void helpNamesTheDefaultPort() {
    assertThat(command.execute("--help")).isZero();
    assertThat(out.toString()).contains("Usage: embedded-broker").contains("Default: 5672");
  }

  @Test
  void aTakenPortIsTwoLinesWithTheCure() {
    Exception taken = new PortTakenException(5672, new IllegalStateException());

    int code = new FailureInOneLine().handleExecutionException(taken, command, null);

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "error: cannot listen on port 5672: it is taken",
            "  choose another with --port, or --port 0 for a free one");
  }

  @Test
  void anyOtherFailureIsOneLine() {
    Exception other = new IllegalStateException("cannot start the broker: no memory");

    int code = new FailureInOneLine().handleExecutionException(other, command, null);

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("error: cannot start the broker: no memory");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void theBrokerRefusesAPortOutOfRangeBeforeItStarts(int port) {
    assertThatThrownBy(() -> EmbeddedBroker.start(port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be from 0 to 65535, was " + port);
  }
}
