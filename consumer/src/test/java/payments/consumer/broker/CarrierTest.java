package payments.consumer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import payments.common.amqp.QueueType;
import payments.consumer.delay.DelayMode;
import payments.consumer.delay.DelayModes;
import payments.consumer.desk.Desk;
import payments.consumer.desk.Effect;
import payments.consumer.desk.Memory;
import payments.consumer.desk.Patience;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.desk.Source;
import payments.consumer.desk.Terms;

class CarrierTest {
  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));

  private final Memory memory = new Memory();
  private final DelayMode mode = new DelayModes(SCHEDULE, QueueType.CLASSIC).named("ladder");
  private final Desk desk =
      new Desk(
          memory,
          Terms.of(new Patience(SCHEDULE, Optional.empty()), Terms.Log.NONE, false, 500),
          mode);
  private final List<Runnable> later = new ArrayList<>();
  private CompletableFuture<Boolean> quiet = CompletableFuture.completedFuture(true);
  private final Carrier carrier =
      new Carrier(
          desk, memory, new Messages(mode, "a"), null, null, later::add, new Surroundings());

  private final class Surroundings implements Carrier.Surroundings {
    @Override
    public void warn(String text) {
      quiet = CompletableFuture.supplyAsync(carrier::isQuiet);
      assertThat(quiet).as("nobody is told meanwhile").failsWithin(Duration.ofMillis(100));
    }

    @Override
    public void changeChannel() {}

    @Override
    public CompletableFuture<Void> mark() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void end(Effect.EndSession why) {}

    @Override
    public void failed(Throwable failure) {}
  }

  /** Who stops would give back what is about to be acknowledged. */
  @Test
  void nobodyLearnsOfADecisionBeforeItIsHandedOn() {
    memory.largestMessage(1);
    byte[] payment = "{\"id\":1,\"clientId\":1,\"value\":1}".getBytes(StandardCharsets.UTF_8);

    carrier.delivered(Source.PAYMENTS, new Incoming(1, 1, false, new BasicProperties(), payment));

    assertThat(quiet).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    assertThat(later).isEmpty();
  }
}
