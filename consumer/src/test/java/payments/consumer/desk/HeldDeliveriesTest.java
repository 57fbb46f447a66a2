package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.first;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldDeliveriesTest {
  private static final long EACH = 300;

  private final List<Effect> effects = new ArrayList<>();
  private final Rooms rooms = new Rooms(4, 10 * EACH, effects::add);

  @BeforeEach
  void consume() {
    rooms.consuming(Source.PAYMENTS, 1);
  }

  private Delivery hold(long tag) {
    Delivery delivery = first(tag, tag);
    rooms.hold(delivery);
    return delivery;
  }

  @Test
  void roomIsMadeOnceMoreThanHalfOfThePrefetchIsHeld() {
    hold(1);
    hold(2);
    assertThat(effects).isEmpty();

    hold(3);
    hold(4);

    assertThat(effects).containsExactly(new Effect.MakeRoom(Source.PAYMENTS));
  }

  @Test
  void whatIsSettledIsHeldNoMore() {
    Delivery one = hold(1);
    rooms.hold(one);
    rooms.settled(one);
    rooms.settled(one);
    rooms.settled(first(9, 9));
    hold(2);
    hold(3);
    assertThat(effects).isEmpty();

    hold(4);

    assertThat(effects).hasSize(1);
  }

  @Test
  void whatTheFormerConsumerGotCountsForNoPrefetch() {
    Delivery one = hold(1);
    hold(2);
    hold(3);
    rooms.consuming(Source.PAYMENTS, 2);
    rooms.made(Source.PAYMENTS);
    assertThat(rooms.heldOfFormer(Source.PAYMENTS)).isEqualTo(3);

    rooms.settled(one);

    assertThat(rooms.heldOfFormer(Source.PAYMENTS)).isEqualTo(2);
    assertThat(effects).hasSize(1);
  }

  /** The new consumer may be full by then. */
  @Test
  void moreRoomIsMadeWhereTheNewConsumerIsFullAlready() {
    hold(1);
    hold(2);
    hold(3);
    hold(4);

    rooms.made(Source.PAYMENTS);

    assertThat(effects).hasSize(2);
  }

  @Test
  void noRoomIsMadeForMoreThanTheHeapHasRoomFor() {
    Rooms small = new Rooms(4, 3 * EACH, effects::add);
    small.consuming(Source.PAYMENTS, 1);
    for (long tag = 1; tag <= 4; tag++) {
      small.hold(first(tag, tag));
    }

    assertThat(effects).isEmpty();
  }
}
