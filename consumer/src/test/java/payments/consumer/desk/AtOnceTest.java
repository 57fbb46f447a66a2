package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.CLIENT;
import static payments.consumer.desk.Payments.copy;
import static payments.consumer.desk.Payments.first;
import static payments.consumer.desk.Payments.firstOf;
import static payments.consumer.desk.Payments.key;
import static payments.consumer.desk.Payments.registration;
import static payments.consumer.desk.TriedDesk.START;
import static payments.consumer.desk.TriedDesk.publish;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the payments that a consumer remembers. */
class AtOnceTest {
  private final TriedDesk desk = TriedDesk.sharingALog();

  private List<Effect> decisionOfAnother(long id) {
    return desk.tell(new Input.DecisionRead(key(id), Decision.PROCESSED, 0, 0, true));
  }

  @Test
  void whatIsDecidedIsNoMoreRemembered() {
    desk.postpone(first(1, 8));

    decisionOfAnother(8);

    assertThat(desk.desk().numberOfWaiting()).isZero();
  }

  @Test
  void whatAnotherDecidesLeavesItsPlaceAmongFiveHundred() {
    for (long id = 1; id <= 501; id++) {
      desk.postpone(first(id, id));
    }
    List<Effect> written = desk.tell(new Input.ClientRead(CLIENT));
    assertThat(written).hasSize(500);
    PaymentKey first =
        ((Publication.ProcessedRecord) ((Effect.Publish) written.get(0)).what()).key();

    assertThat(desk.tell(new Input.DecisionRead(first, Decision.PROCESSED, 0, 0, true)))
        .singleElement()
        .isInstanceOf(Effect.Publish.class);
  }

  @Test
  void whatAPaymentItselfWritesTakesNoPlaceAmongFiveHundred() {
    for (long id = 1; id <= 500; id++) {
      desk.postpone(first(id, id));
    }
    desk.know(CLIENT + 1);
    for (long id = 1_001; id <= 1_100; id++) {
      publish(desk.deliver(firstOf(CLIENT + 1, id, id)));
    }

    assertThat(desk.tell(new Input.ClientRead(CLIENT))).hasSize(500);
  }

  @Test
  void whatComesBackIsForgottenAndRememberedAnew() {
    desk.postpone(first(1, 8));
    desk.pass(1);
    Effect.Publish again = publish(desk.deliver(copy(2, 8, 1, START)));
    assertThat(desk.desk().numberOfWaiting()).isZero();

    desk.confirm(again);

    assertThat(desk.desk().waiting(desk.now()))
        .singleElement()
        .satisfies(
            hint -> {
              assertThat(hint.attempts()).isEqualTo(2);
              assertThat(hint.firstSeenMillis()).isEqualTo(START);
              assertThat(hint.dueMillis()).isEqualTo(START + 3_000);
            });
  }

  @Test
  void whatIsRefusedWaitsFromWhenItIsTaken() {
    Effect.Publish refused = publish(desk.deliver(first(1, 8)));
    desk.refuse(refused);
    for (int second = 1; second < 100; second++) {
      desk.refuse(publish(desk.pass(1)));
    }
    desk.pass(1);

    Effect.Acknowledge settled = (Effect.Acknowledge) desk.confirm(refused).get(0);

    assertThat(settled.atMillis()).isEqualTo(START + 100_000);
    assertThat(desk.desk().waiting(desk.now()))
        .singleElement()
        .satisfies(
            hint -> {
              assertThat(hint.dueMillis()).isEqualTo(START + 101_000);
              assertThat(hint.firstSeenMillis()).isEqualTo(START);
            });
    assertThat(desk.desk().overdue(desk.now())).isZero();
  }

  /** Only copies tell how late copies are. */
  @Test
  void aNewPaymentTellsNothingOfThoseThatWait() {
    desk.postpone(first(1, 8));
    desk.pass(5);
    desk.deliver(first(2, 9));
    assertThat(desk.desk().overdue(desk.now())).isOne();

    desk.deliver(copy(3, 10, 1, START));

    assertThat(desk.desk().overdue(desk.now())).isZero();
  }

  @Test
  void whatIsDueAtThisVeryMomentWaitsASecond() {
    desk.postpone(first(1, 8));
    desk.pass(1);

    assertThat(desk.tell(new Input.ClientRead(CLIENT))).isEmpty();

    publish(desk.pass(1));
    assertThat(desk.desk().numberOfWaiting()).isZero();
  }

  @Test
  void theOneThatIsDueForLongestIsTold() {
    desk.postpone(first(1, 8));
    desk.postpone(copy(2, 9, 1, START));
    assertThat(desk.desk().mostOverdue(desk.now())).isEmpty();

    desk.pass(2);

    assertThat(desk.desk().mostOverdue(desk.now()).orElseThrow().key()).isEqualTo(key(8));
  }

  /** The registration is still with the broker, and comes again if the log does not take it. */
  @Test
  void whatWaitsIsWrittenThoughTheLogOfClientsRefuses() {
    desk.postpone(first(1, 8));
    List<Effect> refused = desk.deliver(registration(2, CLIENT + 1));
    desk.refuse(publish(refused));

    assertThat(publish(desk.deliver(registration(3, CLIENT))).to())
        .isEqualTo(Destination.PAYMENTS_LOG);
  }
}
