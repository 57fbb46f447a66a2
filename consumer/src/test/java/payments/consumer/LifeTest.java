package payments.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LifeTest {

  private final Life life = new Life();

  @Test
  void itGoesOnUntilTold() throws Exception {
    assertThat(life.isOver()).isFalse();
    assertThat(life.awaitEnd(Duration.ZERO)).isFalse();
  }

  @Test
  void stoppingIsNoFailure() throws Exception {
    life.stop();

    assertThat(life.awaitEnd(Duration.ZERO)).isTrue();
    assertThat(life.end()).isDone();
    assertThat(life.isOver()).isTrue();
    assertThat(life.isFailed()).isFalse();
  }

  @Test
  void aFailureEndsIt() {
    Exception something = new IllegalStateException("something");
    something.setStackTrace(new StackTraceElement[0]);

    life.fail(something);

    assertThat(life.isOver()).isTrue();
    assertThat(life.isFailed()).isTrue();
  }

  @Test
  void whatFailsWhileStoppingMakesNoFailure() {
    life.stop();

    life.fail(new IllegalStateException("connection closed"));

    assertThat(life.isFailed()).isFalse();
  }
}
