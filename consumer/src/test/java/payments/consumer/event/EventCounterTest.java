package payments.consumer.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventCounterTest {

  private final EventCounter counter = new EventCounter();

  private void count(Event event, int times) {
    for (int i = 0; i < times; i++) {
      counter.count(event);
    }
  }

  @Test
  void nothingIsCountedAtFirst() {
    assertThat(counter.totals()).isEqualTo(Totals.NONE);
  }

  @Test
  void everyKindIsCountedByItself() {
    count(Examples.REGISTERED, 1);
    count(Examples.PROCESSED, 2);
    count(Examples.POSTPONED, 3);
    count(Examples.DUPLICATE, 4);
    count(Examples.DEAD_LETTERED, 5);

    assertThat(counter.totals()).isEqualTo(new Totals(1, 2, 3, 4, 5));
  }

  @Test
  void startAndEndAreNotCounted() {
    counter.count(Examples.READY);
    counter.count(Examples.STOPPED);

    assertThat(counter.totals()).isEqualTo(Totals.NONE);
  }

  @Test
  void totalsStayAsTheyWere() {
    Totals before = counter.totals();

    counter.count(Examples.PROCESSED);

    assertThat(before).isEqualTo(Totals.NONE);
  }
}
