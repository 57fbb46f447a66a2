package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.CLIENT;
import static payments.consumer.desk.Payments.again;
import static payments.consumer.desk.Payments.first;
import static payments.consumer.desk.Payments.key;
import static payments.consumer.desk.TriedDesk.publish;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of a session that is asked for. */
class StopTest {
  private final TriedDesk desk = TriedDesk.handingOn();

  /** Its copy may come back to another consumer, which would hand it on once more. */
  @Test
  void whatIsHandedOnAfterTheStopIsToldAsWell() {
    desk.know(CLIENT);
    Effect.Publish handedOn = publish(desk.readBack(publish(desk.deliver(first(1, 8)))));
    desk.tell(new Input.Stop());

    Effect.Publish told = publish(desk.confirm(handedOn));

    assertThat(told.what()).isEqualTo(new Publication.HandedOnMark(List.of(key(8))));
    assertThat(desk.desk().isQuiet()).isFalse();
    desk.confirm(told);
    assertThat(desk.desk().isQuiet()).isTrue();
  }

  @Test
  void recordThatIsReadAfterTheStopIsStillHandedOn() {
    desk.know(CLIENT);
    Effect.Publish record = publish(desk.deliver(first(1, 8)));
    desk.tell(new Input.Stop());

    assertThat(publish(desk.readBack(record)).to()).isEqualTo(Destination.PROCESSED_PAYMENTS);
  }

  @Test
  void whatIsMatchedLateIsNotWrittenAfterTheStop() {
    desk.postpone(first(1, 8));
    desk.pass(1);
    desk.know(CLIENT);
    assertThat(desk.desk().numberOfWaiting()).isOne();

    desk.tell(new Input.Stop());

    assertThat(desk.pass(2)).isEmpty();
    assertThat(desk.desk().numberOfWaiting()).isZero();
  }

  @Test
  void nobodyIsAskedAndNoAnswerIsAwaitedAfterTheStop() {
    desk.know(CLIENT);
    Effect.Ask asked = (Effect.Ask) desk.deliver(again(1, 8)).get(0);
    desk.deliver(again(2, 9));
    assertThat(desk.desk().isQuiet()).isFalse();

    desk.tell(new Input.Stop());

    assertThat(desk.desk().isQuiet()).isTrue();
    assertThat(desk.tell(new Input.Answered(asked.number()))).isEmpty();
  }
}
