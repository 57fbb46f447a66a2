package payments.consumer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import payments.consumer.broker.Acknowledgements.Ack;

class AcknowledgementsTest {
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private int delivered;

  private void deliver(int count) {
    for (int i = 0; i < count; i++) {
      delivered++;
      acknowledgements.delivered(
          new Incoming(1, delivered, false, new BasicProperties(), new byte[0]));
    }
  }

  private void acknowledge(int... tags) {
    for (int tag : tags) {
      acknowledgements.acknowledge(tag);
    }
  }

  @Test
  void oneIsForAllBeforeTheOldestThatIsNotSettled() {
    deliver(5);

    acknowledge(2, 1, 3);

    assertThat(acknowledgements.take()).containsExactly(new Ack(3, true));
    assertThat(acknowledgements.take()).isEmpty();
  }

  @Test
  void whatOvertookAnotherIsAcknowledgedByItself() {
    deliver(5);

    acknowledge(1, 4, 3);

    assertThat(acknowledgements.take())
        .containsExactlyInAnyOrder(new Ack(1, true), new Ack(4, false), new Ack(3, false));
  }

  @Test
  void nothingIsAcknowledgedThatWasOnlyRejected() {
    deliver(3);
    acknowledgements.settle(1);

    acknowledge(2);

    assertThat(acknowledgements.take()).containsExactly(new Ack(2, true));
    assertThat(acknowledgements.unsettled()).isEqualTo(1);
  }

  @Test
  void theRestIsSettledWithTheNewestTag() {
    deliver(4);
    acknowledge(2);

    assertThat(acknowledgements.settleRest()).hasValue(4);
    assertThat(acknowledgements.settleRest()).isEmpty();
    assertThat(acknowledgements.unsettled()).isZero();
  }

  @Test
  void whatIsSettledIsAcknowledgedOnce() {
    deliver(2);

    acknowledge(1, 1);
    assertThat(acknowledgements.take()).containsExactly(new Ack(1, true));
    acknowledge(1);

    assertThat(acknowledgements.take()).isEmpty();
  }

  /** Its body may be large, and what came before it may be held for hours. */
  @Test
  void whatIsSettledIsLetGoThoughAnOlderOneIsNot() {
    deliver(1);
    Incoming second = new Incoming(1, 2, false, new BasicProperties(), new byte[1_000]);
    acknowledgements.delivered(second);
    assertThat(acknowledgements.unsettled(2)).containsSame(second);

    acknowledge(2);

    assertThat(acknowledgements.unsettled(2)).isEmpty();
    assertThat(acknowledgements.unsettled(1)).isPresent();
  }

  /** The broker's side of it: a set of tags, and acknowledgements that take out some. */
  @Test
  void takesOutOfTheBrokerWhatIsSettledAndNothingElse() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TreeSet<Long> broker = new TreeSet<>();
    List<Integer> open = new ArrayList<>();
    TreeSet<Long> expected = new TreeSet<>();
    for (int step = 0; step < 3_000; step++) {
      if (random.nextInt(3) > 0 || open.isEmpty()) {
        deliver(1);
        open.add(delivered);
        broker.add((long) delivered);
        expected.add((long) delivered);
      } else {
        int tag = open.remove(random.nextInt(Math.min(open.size(), 50)));
        acknowledge(tag);
        expected.remove((long) tag);
      }
      if (random.nextInt(5) == 0) {
        for (Ack ack : acknowledgements.take()) {
          assertThat(broker)
              .as("seed %d: tag of an open message", seed)
              .contains(ack.deliveryTag());
          if (ack.multiple()) {
            broker.headSet(ack.deliveryTag(), true).clear();
          } else {
            broker.remove(ack.deliveryTag());
          }
        }
        assertThat(broker).as("seed %d, step %d", seed, step).isEqualTo(expected);
      }
    }
  }
}
