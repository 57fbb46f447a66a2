package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.CLIENT;
import static payments.consumer.desk.Payments.again;
import static payments.consumer.desk.Payments.copy;
import static payments.consumer.desk.Payments.delivery;
import static payments.consumer.desk.Payments.first;
import static payments.consumer.desk.Payments.key;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import payments.common.Payment;

class HandingOnTest {
  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));
  private static final Moment NOW = new Moment(0, 1_795_000_000_000L);

  private final Desk desk =
      new Desk(
          new Memory(),
          new Terms(
              new Patience(SCHEDULE, Optional.empty()), Terms.Log.SHARED, true, 500, 1_000_000),
          delay -> Destination.WAITED);

  @BeforeEach
  void know() {
    tell(new Input.ClientRead(CLIENT));
  }

  private List<Effect> tell(Input input) {
    return desk.accept(input, NOW);
  }

  private List<Effect> deliver(Delivery delivery) {
    return tell(new Input.Delivered(delivery));
  }

  private static Effect.Publish publish(List<Effect> effects) {
    return (Effect.Publish) effects.get(effects.size() - 1);
  }

  /** Returns what is published to the exchange. */
  private Effect.Publish process(Delivery delivery) {
    List<Effect> effects = tell(new Input.OwnRead(publish(deliver(delivery)).number()));
    assertThat(effects).hasSize(2).first().isInstanceOf(Effect.Report.class);
    return publish(effects);
  }

  private void another(long id, boolean handedOn) {
    tell(new Input.DecisionRead(key(id), Decision.PROCESSED, 0, 0, handedOn));
  }

  @Test
  void paymentIsSettledWhenTheExchangeHasIt() {
    Delivery delivery = first(1, 8);

    Effect.Publish handedOn = process(delivery);

    assertThat(handedOn.to()).isEqualTo(Destination.PROCESSED_PAYMENTS);
    assertThat(tell(new Input.Confirmed(handedOn.number())))
        .containsExactly(new Effect.Acknowledge(delivery, Optional.empty(), NOW.millis()));
  }

  @Test
  void othersAreToldOnceASecond() {
    tell(new Input.Confirmed(process(first(1, 8)).number()));
    tell(new Input.Confirmed(process(first(2, 9)).number()));

    assertThat(publish(tell(new Input.Time())).what())
        .isEqualTo(new Publication.HandedOnMark(List.of(key(8), key(9))));
    assertThat(tell(new Input.Time())).isEmpty();
  }

  @Test
  void othersAreToldOfFiveHundredAtOnceAndAtTheStop() {
    List<Effect> effects = new ArrayList<>();
    for (long id = 1; id <= 501; id++) {
      effects.addAll(tell(new Input.Confirmed(process(first(id, id)).number())));
    }
    assertThat(effects)
        .filteredOn(Effect.Publish.class::isInstance)
        .singleElement()
        .extracting(effect -> ((Effect.Publish) effect).what())
        .extracting(what -> ((Publication.HandedOnMark) what).keys().size())
        .isEqualTo(500);

    assertThat(publish(tell(new Input.Stop())).what())
        .isEqualTo(new Publication.HandedOnMark(List.of(key(501))));
  }

  @Test
  void whatComesAgainMeanwhileIsSettledWithIt() {
    Effect.Publish handedOn = process(first(1, 8));
    assertThat(deliver(again(2, 8))).isEmpty();

    assertThat(tell(new Input.Confirmed(handedOn.number()))).hasSize(2);
    assertThat(deliver(again(3, 8))).singleElement().isInstanceOf(Effect.Acknowledge.class);
  }

  @Test
  void whatAnotherHasHandedOnIsSettled() {
    another(8, true);

    assertThat(deliver(copy(1, 8, 1, NOW.millis())))
        .singleElement()
        .isInstanceOf(Effect.Acknowledge.class);
  }

  @Test
  void whatAnotherIsHandingOnWaitsUntilItTells() {
    another(8, false);
    Delivery delivery = copy(1, 8, 1, NOW.millis());
    assertThat(deliver(delivery)).isEmpty();

    assertThat(tell(new Input.HandedOnRead(List.of(key(9), key(8)))))
        .containsExactly(new Effect.Acknowledge(delivery, Optional.empty(), NOW.millis()));
  }

  @Test
  void whatNobodyTellsOfForTenSecondsIsHandedOnAgain() {
    another(8, false);
    deliver(copy(1, 8, 1, NOW.millis()));
    deliver(copy(2, 8, 1, NOW.millis()));
    List<Effect> effects = new ArrayList<>();
    for (int second = 1; second <= 10; second++) {
      effects.addAll(tell(new Input.Time()));
    }
    assertThat(effects).isEmpty();

    Effect.Publish handedOn = publish(tell(new Input.Time()));

    assertThat(handedOn.to()).isEqualTo(Destination.PROCESSED_PAYMENTS);
    assertThat(tell(new Input.Confirmed(handedOn.number()))).hasSize(2);
  }

  @Test
  void tenSecondsBeginWhenItComes() {
    another(8, false);
    for (int second = 1; second <= 20; second++) {
      tell(new Input.Time());
    }
    deliver(copy(1, 8, 1, NOW.millis()));
    for (int second = 1; second <= 10; second++) {
      assertThat(tell(new Input.Time())).isEmpty();
    }

    assertThat(publish(tell(new Input.Time())).to()).isEqualTo(Destination.PROCESSED_PAYMENTS);
  }

  @Test
  void anotherContentThatWaitedForTheRecordIsPutAsideAndNotHandedOn() {
    List<Effect> written = deliver(first(1, 8));
    Delivery other =
        delivery(
            Source.PAYMENTS, 2, false, new Payment(8, CLIENT, 9_999, ""), 0, OptionalLong.empty());
    deliver(other);

    List<Effect> effects = tell(new Input.OwnRead(publish(written).number()));

    assertThat(effects).hasSize(3);
    Publication.DeadLetter aside =
        (Publication.DeadLetter) ((Effect.Publish) effects.get(2)).what();
    assertThat(aside.delivery()).isSameAs(other);
    assertThat(aside.reason()).isEqualTo(Reason.CONFLICT);
    assertThat(tell(new Input.Confirmed(((Effect.Publish) effects.get(1)).number()))).hasSize(1);
  }

  @Test
  void whileTheExchangeRefusesOneIsTriedASecond() {
    Effect.Publish one = process(first(1, 8));
    tell(new Input.Refused(one.number()));
    List<Effect> written = deliver(first(2, 9));
    assertThat(tell(new Input.OwnRead(publish(written).number())))
        .singleElement()
        .isInstanceOf(Effect.Report.class);

    assertThat(tell(new Input.Time())).containsExactly(one);
    assertThat(tell(new Input.Confirmed(one.number()))).hasSize(2);
  }
}
