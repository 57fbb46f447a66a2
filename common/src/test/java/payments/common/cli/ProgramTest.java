package payments.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import payments.common.ReportedException;
import picocli.CommandLine.Command;

class ProgramTest {

  /** Ends as it is told to. */
  @Command(name = "told", mixinStandardHelpOptions = true, versionProvider = Program.Version.class)
  private record Told(Callable<Integer> ending) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      return ending.call();
    }
  }

  private static int run(Callable<Integer> ending, String... arguments) {
    return Program.run(new Told(ending), arguments);
  }

  @Test
  void theExitCodeIsThatOfTheCommand() {
    assertThat(run(() -> 0)).isZero();
    assertThat(run(() -> 7)).isEqualTo(7);
  }

  @Test
  void aReportedConditionIsAFailure() {
    int code =
        run(
            () -> {
              throw new ReportedException("cannot connect", "start one");
            });

    assertThat(code).isEqualTo(1);
  }

  @Test
  void anUnforeseenConditionIsAFailure() {
    int code =
        run(
            () -> {
              Exception unforeseen = new IllegalStateException("unforeseen");
              unforeseen.setStackTrace(new StackTraceElement[0]);
              throw unforeseen;
            });

    assertThat(code).isEqualTo(1);
  }

  @Test
  void anUnknownOptionIsWrongUsage() {
    assertThat(run(() -> 0, "--unknown")).isEqualTo(2);
  }

  @Test
  void helpAndVersionSucceedWithoutRunningTheCommand() {
    assertThat(run(() -> 7, "--help")).isZero();
    assertThat(run(() -> 7, "--version")).isZero();
  }
}
