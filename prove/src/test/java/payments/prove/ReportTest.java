package payments.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import payments.prove.trial.Balance;
import payments.prove.trial.Distribution;
import payments.prove.trial.Plan;
import payments.prove.trial.Result;

class ReportTest {
  private static final Plan PLAN = new Plan(2_000, 2, 1, Duration.ofSeconds(60), 4711);

  @BeforeAll
  static void asInTheProgram() {
    Locale.setDefault(Locale.ROOT);
  }

  private static Report report(Balance balance, Set<Long> forgotten) {
    return new Report(
        PLAN,
        new Result(
            "RabbitMQ 4.3.6, native",
            balance,
            forgotten,
            new Distribution(List.of(Duration.ofMillis(4), Duration.ofMillis(1_234))),
            List.of(Duration.ofMillis(1_500), Duration.ofMillis(2_500)),
            List.of()));
  }

  @Test
  void tableTellsWhatCameOfThePayments() {
    Balance balance =
        new Balance(
            Set.of(1L, 2L, 3L),
            Set.of(1L, 2L),
            Set.of(1L, 3L),
            new TreeSet<>(Set.of(3L)),
            5,
            Set.of(),
            0);

    assertThat(report(balance, Set.of()).table().lines())
        .containsExactly(
            "broker, delay          RabbitMQ 4.3.6, native",
            "sent                   3",
            "confirmed              2",
            "processed once         1",
            "processed twice        1: 3",
            "void records           5",
            "lost                   1: 2",
            "dead letters           0",
            "clients forgotten      0",
            "lateness               median 4 ms, 99 % 1,234 ms, most 1,234 ms",
            "away after a kill      median 1.5 s, most 2.5 s, of 2",
            "away after a cut       -",
            "seed                   4711");
  }

  @Test
  void whatWasNeverSentIsNamed() {
    Balance balance = new Balance(Set.of(), Set.of(), Set.of(9L), new TreeSet<>(), 0, Set.of(), 0);

    assertThat(report(balance, Set.of(5L)).table())
        .contains("never sent             1: 9", "clients forgotten      1: 5");
  }

  @Test
  void objectHasAllNumbers() {
    Balance balance =
        new Balance(
            Set.of(1L, 2L, 3L),
            Set.of(1L, 2L),
            Set.of(1L, 3L),
            new TreeSet<>(Set.of(3L)),
            5,
            Set.of(),
            4);

    assertThat(report(balance, Set.of()).json())
        .isEqualTo(
            "{\"setting\":\"RabbitMQ 4.3.6, native\",\"sent\":3,\"confirmed\":2,\"once\":1,"
                + "\"twice\":[3],\"voidRecords\":5,\"lost\":[2],\"deadLetters\":4,\"neverSent\":[],"
                + "\"forgottenClients\":[],\"latenessMillis\":{\"payments\":2,\"median\":4,"
                + "\"percentile99\":1234,\"most\":1234},\"awayMillisAfterKills\":[1500,2500],"
                + "\"awayMillisAfterCuts\":[],\"seed\":4711}");
  }
}
