package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.CLIENT;
import static payments.consumer.desk.Payments.carried;
import static payments.consumer.desk.Payments.copy;
import static payments.consumer.desk.Payments.first;
import static payments.consumer.desk.Payments.key;
import static payments.consumer.desk.Payments.payment;
import static payments.consumer.desk.TriedDesk.PREFETCH;
import static payments.consumer.desk.TriedDesk.START;
import static payments.consumer.desk.TriedDesk.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which deliveries the desk holds for long, so that others get through beside them. */
class HoldingTest {
  private static final Effect ROOM = new Effect.MakeRoom(Source.WAITED);

  /** Lets payments 1 to 10 wait, and makes their client known. Returns what is to be published. */
  private static List<Effect> processAtOnce(TriedDesk desk) {
    LongStream.rangeClosed(1, PREFETCH).forEach(id -> desk.postpone(first(id, id)));
    return desk.tell(new Input.ClientRead(CLIENT));
  }

  private static List<Effect> deliverCopies(TriedDesk desk) {
    List<Effect> effects = new ArrayList<>();
    LongStream.rangeClosed(1, PREFETCH)
        .forEach(id -> effects.addAll(desk.deliver(copy(100 + id, id, 1, START))));
    return effects;
  }

  @Test
  void copiesOfWhatTheLogDoesNotTakeGetRoom() {
    TriedDesk desk = TriedDesk.sharingALog();
    for (Effect written : processAtOnce(desk)) {
      desk.refuse((Effect.Publish) written);
    }

    assertThat(deliverCopies(desk)).containsExactly(ROOM);
  }

  @Test
  void copiesOfWhatTheExchangeDoesNotTakeGetRoom() {
    TriedDesk desk = TriedDesk.handingOn();
    for (Effect written : processAtOnce(desk)) {
      List<Effect> read = desk.readBack((Effect.Publish) written);
      read.stream()
          .filter(Effect.Publish.class::isInstance)
          .forEach(handedOn -> desk.refuse((Effect.Publish) handedOn));
    }

    assertThat(deliverCopies(desk)).containsExactly(ROOM);
  }

  @Test
  void copiesOfWhatIsSoonDecidedGetNone() {
    TriedDesk desk = TriedDesk.sharingALog();
    processAtOnce(desk);

    assertThat(deliverCopies(desk)).isEmpty();
  }

  private static Delivery waited(long tag, Delivery.Content content) {
    return new Delivery(Source.WAITED, 1, tag, false, 100, 300, OptionalLong.empty(), 0, content);
  }

  /** A copy is to be published of the first, and the others are to go elsewhere. */
  static Stream<LongFunction<Delivery>> deliveries() {
    return Stream.of(
        id -> copy(id, id, 1, START),
        id -> waited(id, new Delivery.Due(payment(id), key(id), Delivery.Way.MOVE, carried(id))),
        id -> waited(id, new Delivery.Unreadable("no JSON")),
        id -> waited(id, new Delivery.Registration(id)));
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void whatIsRefusedOrWaitsBehindItGetsRoomUntilItIsSettled(LongFunction<Delivery> delivery) {
    TriedDesk desk = TriedDesk.sharingALog();
    Effect.Publish first = publish(desk.deliver(delivery.apply(1)));
    desk.refuse(first);
    for (long id = 2; id <= 5; id++) {
      assertThat(desk.deliver(delivery.apply(id))).isEmpty();
    }

    assertThat(desk.deliver(delivery.apply(6))).containsExactly(ROOM);

    desk.tell(new Input.Consuming(Source.WAITED, 2));
    desk.tell(new Input.RoomMade(Source.WAITED));
    assertThat(desk.desk().heldOfFormer(Source.WAITED)).isEqualTo(6);
    desk.pass(1);
    desk.confirm(first);
    assertThat(desk.desk().heldOfFormer(Source.WAITED)).isEqualTo(5);
  }

  @Test
  void whatTheLogDoesNotTakeGetsRoom() {
    TriedDesk desk = TriedDesk.sharingALog();
    desk.know(CLIENT);
    desk.refuse(publish(desk.deliver(copy(1, 1, 1, START))));
    for (long id = 2; id <= 5; id++) {
      assertThat(desk.deliver(copy(id, id, 1, START))).isEmpty();
    }

    assertThat(desk.deliver(copy(6, 6, 1, START))).containsExactly(ROOM);
  }

  @Test
  void whatTheExchangeDoesNotTakeGetsRoom() {
    TriedDesk desk = TriedDesk.handingOn();
    desk.know(CLIENT);
    Effect.Publish first = publish(desk.readBack(publish(desk.deliver(copy(1, 1, 1, START)))));
    desk.refuse(first);
    List<Effect> effects = new ArrayList<>();
    for (long id = 2; id <= 6; id++) {
      effects.addAll(desk.readBack(publish(desk.deliver(copy(id, id, 1, START)))));
    }

    assertThat(effects).hasSize(6).last().isEqualTo(ROOM);
  }

  @Test
  void whatAnotherConsumerIsToHandOnGetsRoom() {
    TriedDesk desk = TriedDesk.handingOn();
    LongStream.rangeClosed(1, 6)
        .forEach(id -> desk.tell(new Input.DecisionRead(key(id), Decision.PROCESSED, 0, 0, false)));
    for (long id = 1; id <= 5; id++) {
      assertThat(desk.deliver(copy(id, id, 1, START))).isEmpty();
    }

    assertThat(desk.deliver(copy(6, 6, 1, START))).containsExactly(ROOM);
  }

  @Test
  void whatTheBrokerTakesInNoQueueGetsRoom() {
    TriedDesk desk = TriedDesk.sharingALog();
    desk.memory.largestMessage(99);
    LongStream.rangeClosed(1, 5).forEach(id -> desk.deliver(copy(id, id, 1, START)));

    assertThat(desk.deliver(copy(6, 6, 1, START))).contains(ROOM);
  }

  @Test
  void roomThatIsFullBeforeItIsMadeGetsMore() {
    TriedDesk desk = TriedDesk.sharingALog();
    desk.memory.largestMessage(99);
    LongStream.rangeClosed(1, 6).forEach(id -> desk.deliver(copy(id, id, 1, START)));
    desk.tell(new Input.Consuming(Source.WAITED, 1)); // the same number: all count as its own
    LongStream.rangeClosed(7, 12).forEach(id -> desk.deliver(copy(id, id, 1, START)));

    assertThat(desk.tell(new Input.RoomMade(Source.WAITED))).containsExactly(ROOM);
  }
}
