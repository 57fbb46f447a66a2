package payments.prove.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  @ParameterizedTest
  @CsvSource({
    "1, 50, 1",
    "2, 50, 1",
    "3, 50, 2",
    "100, 50, 50",
    "100, 99, 99",
    "100, 100, 100",
    "10, 99, 10",
    "200, 99, 198",
    "1, 1, 1",
  })
  void percentileIsTheLeastThatSoManyDoNotExceed(int number, int percent, int millis) {
    List<Duration> durations =
        IntStream.rangeClosed(1, number).mapToObj(Duration::ofMillis).collect(Collectors.toList());
    Collections.reverse(durations);

    assertThat(new Distribution(durations).percentile(percent).toMillis()).isEqualTo(millis);
  }

  @Test
  void nothingTakesNoTime() {
    Distribution none = new Distribution(List.of());

    assertThat(none.size()).isZero();
    assertThat(none.percentile(50)).isZero();
    assertThat(none.most()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 101})
  void otherPercentagesAreRefused(int percent) {
    Distribution one = new Distribution(List.of(Duration.ofMillis(1)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> one.percentile(percent))
        .withMessage("percent must be 1 to 100, was %d", percent);
  }
}
