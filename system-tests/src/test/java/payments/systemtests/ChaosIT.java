package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import payments.common.amqp.Broker;
import payments.prove.trial.Balance;
import payments.prove.trial.Blow;
import payments.prove.trial.Conservation;
import payments.prove.trial.Network;
import payments.prove.trial.Plan;
import payments.prove.trial.ProcessedLog;
import payments.prove.trial.Result;

/**
 * Conservation: whatever dies, every payment that a broker has confirmed is processed, once, and
 * nothing else is. It is the trial of {@code prove}, in which the broker is killed, too. {@code
 * -Dchaos.seed} repeats the choices of a run, though not its timing.
 */
@ParameterizedClass
@MethodSource("payments.systemtests.Brokers#rabbitMq")
class ChaosIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PAYMENTS = 6_000;

  private static final int KILLS = 10;
  private static final int CUTS = 10;
  private static final int CRASHES = 2;

  @Parameter Brokers.Setting setting;

  private String uri;
  private Plan plan;
  private Network network;
  private Fleet fleet;
  private Conservation trial;

  @BeforeEach
  void prepare() throws Exception {
    uri = setting.uri();
    String given = System.getProperty("chaos.seed", "");
    long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    System.out.printf("chaos on %s: -Dchaos.seed=%d%n", setting, seed);
    plan = new Plan(PAYMENTS, KILLS, CUTS, PATIENCE, seed);
    network = new Network(uri, new Broker(uri, null));
    List<String> options = new ArrayList<>(Plan.consumerOptions());
    options.addAll(List.of("--delay", setting.mode()));
    fleet = new Fleet(network.consumersUri(), options.toArray(new String[0]));
    trial = new Conservation(plan, network, fleet, Collections.nCopies(CRASHES, crash()));
  }

  @AfterEach
  void end() throws Exception {
    if (trial != null) {
      trial.close();
      fleet.close();
      network.close();
    }
  }

  @Test
  void confirmedPaymentsAreProcessedWhateverDies() throws Exception {
    long start = System.nanoTime();
    Result result = trial.run();
    Balance balance = result.balance();
    report(start, balance);
    assertThat(balance.confirmed()).hasSize(PAYMENTS);
    assertThat(balance.lost()).isEmpty();
    assertThat(balance.neverSent()).isEmpty();
    assertThat(balance.twice()).isEmpty();
    assertThat(balance.numberOfDeadLetters()).isZero();
    assertThat(result.forgottenClients()).isEmpty();
    assertThat(result.isWell()).isTrue();
    assertNothingIsLeft();
  }

  /**
   * The plugin confirms what it delays before that is on disk, so that a broker with it may only be
   * stopped in order: killed, it loses the last confirmed postponements.
   */
  private Blow crash() {
    return setting.mode().equals("plugin")
        ? setting.rabbitMq()::stopAndRestart
        : setting.rabbitMq()::crashAndRestart;
  }

  private void report(long start, Balance balance) throws Exception {
    System.out.printf(
        "chaos on %s: %d s, %d consumers, %d payments sent, %d confirmed, %d processed,"
            + " %d of them twice, %d void records, %d duplicates, %d postponements%n",
        setting,
        Duration.ofNanos(System.nanoTime() - start).toSeconds(),
        fleet.size(),
        balance.sent().size(),
        balance.confirmed().size(),
        balance.processed().size(),
        balance.twice().size(),
        balance.voidRecords(),
        fleet.count("duplicate"),
        fleet.count("postponed"));
    Set<Long> twice = balance.twice();
    ProcessedLog.read(new Broker(uri, null)).records().stream()
        .filter(record -> twice.contains(ProcessedLog.paymentId(record)))
        .map(ChaosIT::told)
        .sorted()
        .forEach(System.out::println);
  }

  private static String told(GetResponse record) {
    return Stream.of("cause", "attempts", "processed-at", "copy-due", "x-stream-offset")
        .map(name -> name + " " + ProcessedLog.header(record, name))
        .collect(
            Collectors.joining(
                ", ", "  twice: payment %d, ".formatted(ProcessedLog.paymentId(record)), ""));
  }

  private void assertNothingIsLeft() throws Exception {
    assertThat(setting.rabbitMq().queues(uri))
        .containsKeys(
            "payment-processor", "payment-reprocessor", "clients-processor", "dead-letters");
    setting.rabbitMq().awaitEmpty(uri);
  }
}
