package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Destination FULL = Destination.queue("full");
  private static final Moment NOW = new Moment(0, 0);

  private final List<Effect> effects = new ArrayList<>();
  private final Outbox outbox = new Outbox(effects::add);

  private boolean publish(long number) {
    return outbox.publish(number, FULL, new Publication.HandedOnMark(List.of()), NOW);
  }

  private List<Long> published() {
    List<Long> numbers =
        effects.stream()
            .filter(Effect.Publish.class::isInstance)
            .map(effect -> ((Effect.Publish) effect).number())
            .toList();
    effects.removeIf(Effect.Publish.class::isInstance);
    return numbers;
  }

  private List<String> warnings() {
    return effects.stream()
        .filter(Effect.Warn.class::isInstance)
        .map(effect -> ((Effect.Warn) effect).text())
        .toList();
  }

  @Test
  void whatIsConfirmedIsNoMoreOnItsWay() {
    assertThat(publish(1)).isTrue();
    assertThat(outbox.onTheirWay()).isOne();

    assertThat(outbox.confirmed(1).orElseThrow().number()).isOne();

    assertThat(outbox.onTheirWay()).isZero();
    assertThat(outbox.confirmed(1)).isEmpty();
    assertThat(outbox.refused(1)).isEmpty();
  }

  @Test
  void whatIsRefusedIsTriedAgainOneASecond() {
    LongStream.rangeClosed(1, 3).forEach(this::publish);
    published();
    LongStream.rangeClosed(1, 3).forEach(outbox::refused);
    assertThat(published()).isEmpty();

    outbox.time();
    assertThat(published()).containsExactly(1L);
    outbox.time();
    assertThat(published()).as("one is on its way").isEmpty();

    outbox.refused(1);
    outbox.time();
    assertThat(published()).containsExactly(2L);
  }

  @Test
  void whatComesLaterWaitsBehindARefusalAndOtherDestinationsDoNot() {
    publish(1);
    outbox.refused(1);
    published();

    assertThat(publish(2)).isFalse();
    assertThat(
            outbox.publish(
                3, Destination.DEAD_LETTERS, new Publication.HandedOnMark(List.of()), NOW))
        .isTrue();

    assertThat(published()).containsExactly(3L);
    assertThat(outbox.onTheirWay()).isOne();
  }

  @Test
  void onceOneIsTakenTheNextAreTwiceAsManyEachTime() {
    publish(1);
    outbox.refused(1);
    LongStream.rangeClosed(2, 20).forEach(this::publish);
    published();

    outbox.time();
    assertThat(published()).containsExactly(1L);
    outbox.confirmed(1);
    assertThat(published()).containsExactly(2L, 3L);
    outbox.confirmed(2);
    assertThat(published()).as("the last of them is the probe").isEmpty();
    outbox.confirmed(3);
    assertThat(published()).containsExactly(4L, 5L, 6L, 7L);
    outbox.confirmed(7);
    assertThat(published()).hasSize(8);
    outbox.confirmed(15);
    assertThat(published()).hasSize(5);

    assertThat(publish(21)).as("it is open again").isTrue();
  }

  @Test
  void afterARefusalBurstsBeginAnew() {
    publish(1);
    outbox.refused(1);
    LongStream.rangeClosed(2, 20).forEach(this::publish);
    outbox.time();
    outbox.confirmed(1);
    outbox.confirmed(3);
    published();

    outbox.refused(7); // the probe
    outbox.time();
    assertThat(published()).hasSize(1).first().isEqualTo(8L);
    outbox.confirmed(8);

    assertThat(published()).hasSize(2);
  }

  @Test
  void burstsHaveALimit() {
    publish(1);
    outbox.refused(1);
    LongStream.rangeClosed(2, 5_000).forEach(this::publish);
    outbox.time();
    int most = 0;
    List<Long> burst = published();
    while (!burst.isEmpty()) {
      most = Math.max(most, burst.size());
      burst.forEach(outbox::confirmed);
      burst = published();
    }

    assertThat(most).isEqualTo(1_024);
    assertThat(outbox.onTheirWay()).isZero();
  }

  /** One channel may be refused what others are not. */
  @Test
  void eachFifthProbeInVainGoesByAnotherChannel() {
    publish(1);
    outbox.refused(1);
    for (int probe = 1; probe <= 11; probe++) {
      outbox.time();
      outbox.refused(1);
    }

    assertThat(effects).filteredOn(Effect.ChangeChannel.class::isInstance).hasSize(2);
    assertThat(effects.indexOf(new Effect.ChangeChannel()))
        .as("before the sixth probe")
        .isEqualTo(1 + 1 + 5);
  }

  @Test
  void aRefusalIsToldOnceAMinute() {
    publish(1);
    publish(2);
    outbox.refused(1);
    outbox.refused(2);
    assertThat(warnings())
        .containsExactly(
            "queue full takes no messages: refused 1 times so far, 1 wait; one is tried again every 1 s");

    for (int second = 1; second <= 60; second++) {
      outbox.time();
      outbox.refused(second % 2 == 1 ? 1 : 2);
    }

    assertThat(warnings())
        .hasSize(2)
        .last()
        .isEqualTo(
            "queue full takes no messages: refused 62 times so far, 2 wait; one is tried again every 1 s");
  }

  @Test
  void theAgeOfTheOldestRecordCountsFromWhenItWasSentLast() {
    outbox.publish(1, FULL, new Publication.DecisionMark(Payments.key(1), Decision.GIVEN_UP), NOW);
    outbox.time();
    publish(2);
    outbox.time();
    assertThat(outbox.secondsOfOldestRecord()).isEqualTo(2);

    outbox.refused(1);
    assertThat(outbox.secondsOfOldestRecord()).isZero();
    outbox.time();
    outbox.time();

    assertThat(outbox.secondsOfOldestRecord()).isOne();
  }
}
