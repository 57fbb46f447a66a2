package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.agrona.collections.LongHashSet;
import org.junit.jupiter.api.Test;

/** What is written on the broker, or shown to people, and small values. */
class WordsTest {
  @Test
  void reasonsOfOursAndOfTheBrokerAreKnown() {
    assertThat(Reason.known())
        .isEqualTo(
            "malformed, given-up, cancelled, conflict, rejected, expired, maxlen, delivery_limit, unknown");
    assertThat(Reason.isKnown("given-up")).isTrue();
    assertThat(Reason.isKnown("expired")).isTrue();
    assertThat(Reason.isKnown("whim")).isFalse();
  }

  @Test
  void decisionsHaveTheWordsThatMarksUse() {
    assertThat(Decision.GIVEN_UP.text()).isEqualTo("given-up");
    assertThat(Decision.CANCELLED.text()).isEqualTo("cancelled");
  }

  @Test
  void destinationsAreCalledWhatUsersCallThem() {
    assertThat(Destination.DEAD_LETTERS).hasToString("queue dead-letters");
    assertThat(Destination.PROCESSED_PAYMENTS).hasToString("exchange processed-payments");
    assertThat(new Destination("payments", "reprocess.payment", false))
        .hasToString("exchange payments with key reprocess.payment");
  }

  @Test
  void deliveriesTellWhereTheyCameFrom() {
    assertThat(Payments.first(3, 1)).hasToString("PAYMENTS#3");
    assertThat(Payments.again(3, 1)).hasToString("PAYMENTS#3 again");
  }

  @Test
  void paymentIsKnownByIdNumberAndHowOftenItWasReplayed() {
    PaymentKey key = PaymentKey.of("m", 1, 0);

    assertThat(key).isEqualTo(PaymentKey.of("m", 1, 0));
    assertThat(key).isNotEqualTo(PaymentKey.of("m", 1, 1));
    assertThat(PaymentKey.of("m", 1, 1)).isNotEqualTo(PaymentKey.of("m", 1, 2));
    assertThat(key).isNotEqualTo(PaymentKey.of("m", 2, 0)).isNotEqualTo(PaymentKey.of("n", 1, 0));
  }

  @Test
  void anEighthOfTheHeapIsForWhatWaits() {
    Patience patience =
        new Patience(
            new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60)), Optional.empty());

    assertThat(Terms.of(patience, Terms.Log.NONE, false, 5))
        .isEqualTo(
            new Terms(patience, Terms.Log.NONE, false, 5, Runtime.getRuntime().maxMemory() / 8));
  }

  @Test
  void clientsAreAddedOnceAndCopied() {
    RegisteredClients clients = new RegisteredClients();

    assertThat(clients.add(7)).isTrue();
    assertThat(clients.add(7)).isFalse();
    clients.add(8);
    LongHashSet copy = clients.copy();
    clients.add(9);

    assertThat(clients.size()).isEqualTo(3);
    assertThat(copy).containsExactlyInAnyOrder(7L, 8L);
  }
}
