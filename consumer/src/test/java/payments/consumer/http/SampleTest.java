package payments.consumer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import payments.consumer.event.Event;

class SampleTest {
  private static Feed.Entry postponed(long payment) {
    return entry(new Event.Postponed(payment, 1, 1, Duration.ofSeconds(1)));
  }

  private static Feed.Entry entry(Event event) {
    return new Feed.Entry(Instant.EPOCH, event);
  }

  private static List<Feed.Entry> batch(int size) {
    List<Feed.Entry> entries = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      entries.add(postponed(i));
    }
    return entries;
  }

  private static Set<Long> payments(List<Feed.Entry> entries) {
    return entries.stream()
        .map(each -> ((Event.Postponed) each.event()).paymentId())
        .collect(Collectors.toSet());
  }

  @Test
  void showsAllWhenThereAreFew() {
    Sample sample = new Sample(25);

    assertThat(sample.of(batch(25))).hasSize(25);
    assertThat(sample.oneOf()).isEqualTo(1);
  }

  @Test
  void showsOfEachPaymentAllOrNone() {
    Sample sample = new Sample(25);

    Set<Long> first = payments(sample.of(batch(500)));
    Set<Long> second = payments(sample.of(batch(500)));

    assertThat(sample.oneOf()).isEqualTo(32);
    assertThat(first).hasSizeBetween(5, 30).isEqualTo(second);
  }

  @Test
  void whatIsShownWhenItIsBusierWasShownBefore() {
    Sample sample = new Sample(25);
    Set<Long> busy = payments(sample.of(batch(500)));

    assertThat(busy).containsAll(payments(sample.of(batch(500).subList(0, 500))));
    assertThat(busy).containsAll(payments(new Sample(5).of(batch(500)))); // a fifth of the room
  }

  @Test
  void showsWhatIsRareBesideTheMany() {
    List<Feed.Entry> entries = batch(5_000);
    entries.add(entry(new Event.DeadLettered("q", "malformed", "d")));

    assertThat(new Sample(25).of(entries))
        .anyMatch(each -> each.event() instanceof Event.DeadLettered);
  }

  @Test
  void isBoundedWhateverThereAreManyOf() {
    List<Feed.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      entries.add(entry(new Event.DeadLettered("q", "malformed", "d")));
    }

    assertThat(new Sample(25).of(entries)).hasSize(20);
  }
}
