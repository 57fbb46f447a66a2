package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.CLIENT;
import static payments.consumer.desk.Payments.first;
import static payments.consumer.desk.Payments.firstOf;
import static payments.consumer.desk.Payments.key;
import static payments.consumer.desk.TriedDesk.publish;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What outlives a session, and what ends with it. */
class SessionsTest {
  private final TriedDesk desk = TriedDesk.sharingALog();
  private Effect.Publish record;

  @BeforeEach
  void write() {
    desk.know(CLIENT);
    record = publish(desk.deliver(first(1, 8)));
  }

  private List<Effect> decisionOfAnother() {
    return desk.tell(new Input.DecisionRead(key(8), Decision.PROCESSED, 0, 0, true));
  }

  /** The sessions between may have been lost before they had read the log. */
  @Test
  void recordIsExpectedHoweverManySessionsBeginWhileNothingIsDecided() {
    for (int session = 1; session <= 5; session++) {
      desk.begin();
    }
    assertThat(desk.memory.expects(record.number())).isTrue();

    assertThat(desk.readBack(record)).singleElement().isInstanceOf(Effect.Report.class);
  }

  @Test
  void recordThatCanCountNoMoreIsForgottenAfterASession() {
    decisionOfAnother();
    desk.begin();
    assertThat(desk.memory.expects(record.number())).as("it may still come by").isTrue();

    desk.begin();
    assertThat(desk.memory.expects(record.number())).isFalse();
  }

  @Test
  void recordOfTheFormerSessionSettlesWhatCameAgainMeanwhile() {
    desk.begin();
    Delivery again = first(2, 8);
    Effect.Publish second = publish(desk.deliver(again));
    assertThat(second.number()).as("numbers go on").isGreaterThan(record.number());

    assertThat(desk.readBack(record))
        .singleElement()
        .satisfies(
            effect -> {
              assertThat(((Effect.Acknowledge) effect).delivery()).isSameAs(again);
              assertThat(((Effect.Acknowledge) effect).event()).isPresent();
            });
    assertThat(desk.readBack(second)).isEmpty();
    assertThat(desk.memory.voidRecords()).isOne();
    assertThat(desk.desk().isQuiet()).isTrue();
  }

  @Test
  void clientsAndDecisionsAreKnownInTheNextSession() {
    desk.readBack(record);

    desk.begin();

    assertThat(desk.deliver(first(2, 8))).singleElement().isInstanceOf(Effect.Acknowledge.class);
    assertThat(publish(desk.deliver(first(3, 9))).to()).isEqualTo(Destination.PAYMENTS_LOG);
  }

  @Test
  void hintsEndWithTheirSession() {
    desk.postpone(firstOf(CLIENT + 1, 4, 9));
    assertThat(desk.desk().numberOfWaiting()).isOne();

    desk.begin();

    assertThat(desk.desk().numberOfWaiting()).isZero();
    assertThat(desk.tell(new Input.ClientRead(CLIENT + 1))).isEmpty();
  }
}
