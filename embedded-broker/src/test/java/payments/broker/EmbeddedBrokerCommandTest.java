package payments.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.cli.Program;

class EmbeddedBrokerCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new Program(new PrintWriter(out), new PrintWriter(err))
        .execute(new EmbeddedBrokerCommand(), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "amqp"})
  void whatIsNoPortIsWrongUsage(String port) {
    assertThat(run("--port", port)).isEqualTo(2);
    assertThat(err.toString())
        .contains("port")
        .contains(port)
        .contains("see embedded-broker --help");
  }

  @Test
  void anUnknownOptionIsWrongUsage() {
    assertThat(run("--prot", "5672")).isEqualTo(2);
    assertThat(err.toString()).contains("'--prot'");
  }

  @Test
  void helpNamesTheDefaultPort() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: embedded-broker").contains("Default: 5672");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void theBrokerRefusesAPortOutOfRangeBeforeItStarts(int port) {
    assertThatThrownBy(() -> EmbeddedBroker.start(port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be from 0 to 65535, was " + port);
  }
}
