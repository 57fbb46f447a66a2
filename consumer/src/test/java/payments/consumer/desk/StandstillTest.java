package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.CLIENT;
import static payments.consumer.desk.Payments.first;
import static payments.consumer.desk.TriedDesk.publish;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that do not come by. */
class StandstillTest {
  private final TriedDesk desk = TriedDesk.sharingALog();
  private Effect.Publish record;

  @BeforeEach
  void write() {
    desk.know(CLIENT);
    record = publish(desk.deliver(first(1, 8)));
  }

  /** What was published meanwhile has to get through first. */
  @Test
  void afterAnAlarmRecordsHaveAMinuteAnew() {
    desk.tell(new Input.Blocked(true));
    assertThat(desk.pass(600)).isEmpty();
    desk.tell(new Input.Blocked(false));

    assertThat(desk.pass(60)).isEmpty();
    assertThat(desk.pass(1)).singleElement().isInstanceOf(Effect.EndSession.class);
  }

  /** A refusal tells that the broker does not answer for it, not that nobody has it. */
  @Test
  void recordThatIsReadThoughItWasRefusedIsNotWrittenAgain() {
    desk.refuse(record);

    assertThat(desk.readBack(record)).singleElement().isInstanceOf(Effect.Acknowledge.class);

    assertThat(desk.pass(100)).isEmpty();
    publish(desk.deliver(first(2, 9)));
  }
}
