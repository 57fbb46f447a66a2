package payments.prove.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  private static Plan plan(int payments, int kills, int cuts) {
    return new Plan(payments, kills, cuts, Duration.ofSeconds(60), 7);
  }

  @ParameterizedTest
  @CsvSource({"10, 1, 9", "2000, 333, 1667", "6000, 1000, 5000"})
  void eachClientPaysOnceMoreAtTheEnd(int payments, int clients, int racing) {
    Plan plan = plan(payments, 10, 10);

    assertThat(plan.clients()).isEqualTo(clients);
    assertThat(plan.racing()).isEqualTo(racing);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 3", "1, 1, 3", "10, 10, 25", "40, 0, 50"})
  void paymentsAreSentAsLongAsBlowsFall(int kills, int cuts, int seconds) {
    assertThat(plan(10, kills, cuts).load()).hasSeconds(seconds);
  }

  @Test
  void withoutCutsTheRestStays() {
    assertThat(plan(10, 3, 4).withoutCuts()).isEqualTo(plan(10, 3, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 9})
  void fewerPaymentsAreRefused(int payments) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(payments, 0, 0))
        .withMessage("payments must be at least 10, was %d", payments);
  }

  @Test
  void negativeBlowsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> plan(10, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> plan(10, 0, -1));
  }
}
