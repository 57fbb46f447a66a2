package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.CLIENT;
import static payments.consumer.desk.Payments.copy;
import static payments.consumer.desk.Payments.first;
import static payments.consumer.desk.TestDesk.PREFETCH;
import static payments.consumer.desk.TestDesk.START;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which deliveries the desk holds for long, so that others get through beside them. */
class HoldingTest {
  private static final Effect ROOM = new Effect.MakeRoom(Source.WAITED);

  /** Lets payments 1 to 10 wait, and makes their client known. Returns what is to be published. */
  private static List<Effect> processAtOnce(TestDesk desk) {
    LongStream.rangeClosed(1, PREFETCH).forEach(id -> desk.postpone(first(id, id)));
    return desk.tell(new Input.ClientRead(CLIENT));
  }

  private static List<Effect> deliverCopies(TestDesk desk) {
    List<Effect> effects = new ArrayList<>();
    LongStream.rangeClosed(1, PREFETCH)
        .forEach(id -> effects.addAll(desk.deliver(copy(100 + id, id, 1, START))));
    return effects;
  }

  @Test
  void copiesOfWhatTheLogDoesNotTakeGetRoom() {
    TestDesk desk = TestDesk.sharingALog();
    for (Effect written : processAtOnce(desk)) {
      desk.refuse((Effect.Publish) written);
    }

    assertThat(deliverCopies(desk)).containsExactly(ROOM);
  }

  @Test
  void copiesOfWhatTheExchangeDoesNotTakeGetRoom() {
    TestDesk desk = TestDesk.handingOn();
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
    TestDesk desk = TestDesk.sharingALog();
    processAtOnce(desk);

    assertThat(deliverCopies(desk)).isEmpty();
  }
}
