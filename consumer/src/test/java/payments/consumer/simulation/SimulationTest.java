package payments.consumer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Several consumers and a broker, with all that goes wrong between them, in virtual time.
 *
 * <p>{@code -Dsimulation.seed=N} repeats a run and tells each step; {@code -Dsimulation.runs=N}
 * does more of them.
 */
class SimulationTest {
  private static final int RUNS = 2_000;

  /**
   * Those that showed a fault which is mended: a second payment of the same message-id and number
   * was lost beside the first; what was to go to the exchange did not, for a void mark; an event
   * was never written after two lost sessions; a decided payment was remembered as waiting. Whoever
   * changes what a run draws from its seed looks for others, with the fault planted.
   */
  private static final long[] KNOWN = {111, 844, 2_089, 71};

  private record Failure(long seed, Throwable what) {}

  @Test
  void promisesAreKeptInEachRun() {
    Long one = Long.getLong("simulation.seed");
    if (one != null) {
      Simulation.run(one, true);
      return;
    }
    int runs = Integer.getInteger("simulation.runs", RUNS);
    long first = Long.getLong("simulation.first", System.nanoTime() & 0xffff_ffffL);
    List<Failure> failures =
        LongStream.concat(Arrays.stream(KNOWN), LongStream.range(first, first + runs))
            .parallel()
            .mapToObj(SimulationTest::failure)
            .flatMap(Optional::stream)
            .limit(5)
            .toList();
    assertThat(failures)
        .as(
            "repeat one with: mvn test -pl consumer -am -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=<seed>")
        .isEmpty();
  }

  private static Optional<Failure> failure(long seed) {
    try {
      Simulation.run(seed, false);
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      return Optional.of(new Failure(seed, e));
    }
  }
}
