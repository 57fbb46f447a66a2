package payments.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShutdownTest {

  private final Shutdown shutdown = new Shutdown();

  @Test
  void itGoesOnUntilTold() throws Exception {
    assertThat(shutdown.isRequested()).isFalse();
    assertThat(shutdown.await(Duration.ZERO)).isFalse();
  }

  @Test
  void stoppingIsNoFailure() throws Exception {
    shutdown.request();

    assertThat(shutdown.await(Duration.ZERO)).isTrue();
    assertThat(shutdown.requested()).isDone();
    assertThat(shutdown.isRequested()).isTrue();
    assertThat(shutdown.isFailure()).isFalse();
  }

  @Test
  void aFailureEndsIt() {
    Exception something = new IllegalStateException("something");
    something.setStackTrace(new StackTraceElement[0]);

    shutdown.fail(something);

    assertThat(shutdown.isRequested()).isTrue();
    assertThat(shutdown.isFailure()).isTrue();
  }

  @Test
  void whatFailsWhileStoppingMakesNoFailure() {
    shutdown.request();

    shutdown.fail(new IllegalStateException("connection closed"));

    assertThat(shutdown.isFailure()).isFalse();
  }
}
