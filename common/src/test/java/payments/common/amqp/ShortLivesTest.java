package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortLivesTest {

  @ParameterizedTest(name = "after lives of {0} s: {1}")
  @CsvSource({
    "10 10, false",
    "10 10 10, true",
    "10.0 10.4 10.9, true",
    "100 110 119, true",
    "100 110 130, false",
    "10 3600 10 10, false",
    "40 10 10 10, true",
    "10 10 10 10, false",
    "10 10 10 10 10 10, true",
    "0.1 0.1 0.1, false",
    "3600 3600 3600, false"
  })
  void thirdOfTheSameAgeIsNoticed(String seconds, boolean noticed) {
    ShortLives lives = new ShortLives();
    boolean last = false;
    for (String each : seconds.split(" ")) {
      last = lives.ended(Duration.ofMillis((long) (Double.parseDouble(each) * 1_000)));
    }
    assertThat(last).isEqualTo(noticed);
  }
}
