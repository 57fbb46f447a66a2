package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Source.PAYMENTS;
import static payments.consumer.desk.Source.WAITED;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldDeliveriesTest {
  private static final int PREFETCH = 10;
  private static final int SIZE = 300;

  private final List<Effect> effects = new ArrayList<>();
  private Rooms rooms = new Rooms(PREFETCH, 1_000_000_000, effects::add);

  @BeforeEach
  void begin() {
    rooms.consuming(PAYMENTS, 1);
    rooms.consuming(WAITED, 1);
  }

  private static Delivery delivery(Source source, int consumer) {
    return new Delivery(
        source,
        consumer,
        1,
        false,
        100,
        SIZE,
        OptionalLong.empty(),
        0,
        new Delivery.Unreadable("no JSON"));
  }

  private List<Delivery> hold(int count, int consumer) {
    List<Delivery> held =
        IntStream.range(0, count).mapToObj(i -> delivery(PAYMENTS, consumer)).toList();
    held.forEach(rooms::hold);
    return held;
  }

  private void makeRoom(int consumer) {
    rooms.consuming(PAYMENTS, consumer);
    rooms.made(PAYMENTS);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "1, 1, 1", "2, 1, 0", "2, 2, 1", "10, 5, 0", "10, 6, 1"})
  void moreThanHalfThePrefetchGetsRoom(int prefetch, int held, int rooms) {
    this.rooms = new Rooms(prefetch, 1_000_000_000, effects::add);
    begin();

    hold(held, 1);

    assertThat(effects).hasSize(rooms).allMatch(new Effect.MakeRoom(PAYMENTS)::equals);
  }

  @Test
  void roomIsMadeOnceAtATime() {
    hold(PREFETCH, 1);

    assertThat(effects).hasSize(1);
  }

  @Test
  void eachQueueHasItsOwnRoom() {
    hold(5, 1);
    IntStream.range(0, 5).forEach(i -> rooms.hold(delivery(WAITED, 1)));
    assertThat(effects).isEmpty();

    rooms.hold(delivery(WAITED, 1));

    assertThat(effects).containsExactly(new Effect.MakeRoom(WAITED));
    assertThat(rooms.heldOfFormer(PAYMENTS)).isZero();
  }

  @Test
  void aNewConsumerHasItsPrefetchForOthers() {
    hold(6, 1);
    assertThat(rooms.heldOfFormer(PAYMENTS)).isZero();

    makeRoom(2);
    assertThat(rooms.heldOfFormer(PAYMENTS)).isEqualTo(6);
    hold(5, 2);
    assertThat(effects).hasSize(1);

    hold(1, 2);
    assertThat(effects).hasSize(2);
  }

  /** The former one gets deliveries until it is gone. */
  @Test
  void whatTheFormerConsumerGotLateDoesNotCountForTheNewOne() {
    hold(6, 1);
    rooms.consuming(PAYMENTS, 2);
    hold(4, 1);
    rooms.made(PAYMENTS);

    assertThat(rooms.heldOfFormer(PAYMENTS)).isEqualTo(10);
    assertThat(effects).hasSize(1);
  }

  @Test
  void whatFillsTheNewConsumerMeanwhileGetsRoomOnceItIsThere() {
    hold(6, 1);
    rooms.consuming(PAYMENTS, 2);
    hold(6, 2);
    assertThat(effects).hasSize(1);

    rooms.made(PAYMENTS);

    assertThat(effects).hasSize(2);
  }

  @Test
  void whatIsSettledLeavesItsPlace() {
    List<Delivery> first = hold(5, 1);
    first.subList(0, 3).forEach(rooms::settled);
    first.subList(0, 3).forEach(rooms::settled);

    hold(3, 1);
    assertThat(effects).isEmpty();
    hold(1, 1);

    assertThat(effects).hasSize(1);
  }

  @Test
  void whatIsSettledOfTheFormerConsumerIsNoGainOfTheNewOne() {
    List<Delivery> first = hold(6, 1);
    makeRoom(2);
    hold(5, 2);

    first.forEach(rooms::settled);
    assertThat(rooms.heldOfFormer(PAYMENTS)).isZero();
    hold(1, 2);

    assertThat(effects).hasSize(2);
  }

  @Test
  void whatIsHeldTwiceCountsOnce() {
    List<Delivery> held = hold(5, 1);

    held.forEach(rooms::hold);

    assertThat(effects).isEmpty();
  }

  @Test
  void whatWasNotHeldIsNotMissedWhenItIsSettled() {
    hold(5, 1);
    rooms.settled(delivery(PAYMENTS, 1));

    hold(1, 1);

    assertThat(effects).hasSize(1);
  }

  @Test
  void noMoreThanTwentyThousandAreHeldBeyondThePrefetch() {
    int consumer = 1;
    while (rooms.heldOfFormer(PAYMENTS) < 100_000) {
      effects.clear();
      hold(PREFETCH, consumer);
      if (effects.isEmpty()) {
        break;
      }
      consumer++;
      makeRoom(consumer);
    }

    assertThat(rooms.heldOfFormer(PAYMENTS)).isBetween(20_000 - PREFETCH, 20_000);
  }

  @Test
  void noMoreBytesAreHeldThanThereIsRoomFor() {
    rooms = new Rooms(PREFETCH, 6 * SIZE, effects::add);
    begin();

    hold(6, 1);
    assertThat(effects).isEmpty();

    rooms = new Rooms(PREFETCH, 6 * SIZE + 1, effects::add);
    begin();
    hold(6, 1);
    assertThat(effects).hasSize(1);
  }

  /** Nobody else would ask: the present consumer is full, and gets nothing more to hold. */
  @Test
  void roomIsMadeOnceFewEnoughAreHeldForIt() {
    rooms = new Rooms(PREFETCH, 12 * SIZE, effects::add);
    begin();
    List<Delivery> former = hold(6, 1);
    makeRoom(2);
    hold(6, 2);
    effects.clear();

    rooms.settled(former.get(0));

    assertThat(effects).containsExactly(new Effect.MakeRoom(PAYMENTS));
  }
}
