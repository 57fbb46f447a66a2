package payments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import payments.benchmark.Machine.Ticks;

class MachineTest {
  @Test
  void busyIsAllButIdlingAndWaitingForDisks() {
    Ticks ticks = Ticks.in("cpu  100 1 20 1000 50 2 3 4 99 99");

    assertThat(ticks).isEqualTo(new Ticks(100 + 1 + 20 + 2 + 3 + 4, 1_180));
  }

  @Test
  void shareIsThatOfTheTimeBetween() {
    Ticks then = new Ticks(1_000, 10_000);

    assertThat(new Ticks(1_050, 10_200).shareSince(then)).isEqualTo(0.25, within(1e-9));
    assertThat(then.shareSince(then)).isZero();
  }

  @Test
  void saysWhetherItWasQuiet() {
    assertThat(Machine.quiet(List.of(0.01, 0.05, 0.02)))
        .isEqualTo(
            "Quiet before the rows, the idle broker included: 2 % of its processors busy (median),"
                + " 5 % at most.");
    assertThat(Machine.quiet(List.of(0.01, 0.6))).startsWith("**Not quiet**").contains("60 %");
    assertThat(Machine.quiet(List.of())).contains("not known");
  }

  @Test
  void nameTellsProcessorsAndMemory() throws IOException {
    assertThat(Machine.name()).matches(".+, \\d+ processors, \\d+ GB");
  }
}
