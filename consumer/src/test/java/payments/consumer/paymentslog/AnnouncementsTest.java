package payments.consumer.paymentslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementsTest {
  private final PaymentKey key = PaymentKey.of("a", 1);
  private final PaymentKey next = PaymentKey.of("b", 1);
  private final AtomicLong nanos = new AtomicLong();
  private final Announcements announcements = new Announcements(nanos::get);

  private void read(String writer, PaymentKey... keys) {
    announcements.read(writer, writer.equals("us"), Announcements.text(List.of(keys)));
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void itIsTheTurnOfWhoeverWasFirst() {
    read("another", key, next);
    read("us", next, key);

    for (PaymentKey each : List.of(key, next)) {
      assertThat(announcements.isOfAnother(each)).isTrue();
      assertThat(announcements.isOurs(each)).isFalse();
    }
  }

  @Test
  void itIsOursIfAnotherCameSecond() {
    read("us", key);
    read("another", key);

    assertThat(announcements.isOurs(key)).isTrue();
    assertThat(announcements.isOfAnother(key)).isFalse();
  }

  @Test
  void whatIsProcessedIsNobodysTurn() {
    read("another", key);
    announcements.remove(key);

    assertThat(announcements.isOfAnother(key)).isFalse();
    assertThat(announcements.isOurs(key)).isFalse();
  }

  @Test
  void nobodyWaitsForLongForOneWhoGotLost() {
    read("another", key);
    pass(6);

    assertThat(announcements.isOfAnother(key)).isFalse();
    assertThat(announcements.isOurs(key)).isFalse();
  }

  @Test
  void whoComesAfterOneWhoGotLostIsTheFirst() {
    read("another", key);
    pass(6);
    read("us", key);
    read("another", key);

    assertThat(announcements.isOurs(key)).isTrue();
  }

  /** Or others would take over from one who asks again, for its log is slow. */
  @Test
  void whoAnnouncesAgainIsWaitedForAnew() {
    read("another", key);
    pass(4);
    read("another", key);
    read("us", key);
    pass(4);

    assertThat(announcements.isOfAnother(key)).isTrue();
  }

  @Test
  void whoIsSecondIsNotWaitedForLonger() {
    read("another", key);
    pass(4);
    read("us", key);
    pass(2);

    assertThat(announcements.isOfAnother(key)).isFalse();
    assertThat(announcements.isOurs(key)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, (1 << 22) + 16})
  void anythingElseIsPassedOver(int length) {
    announcements.read("another", false, new byte[length]);

    assertThat(announcements.isOfAnother(new PaymentKey(0, 0))).isFalse();
  }

  /** One that is passed over is written anew, for ever. */
  @Test
  void allThatOneConsumerCanHaveInHandFitsIntoOne() {
    int most = 2 * (65_535 + 20_000) + 500;
    byte[] text =
        Announcements.text(
            LongStream.rangeClosed(1, most).mapToObj(key -> new PaymentKey(key, key)).toList());

    announcements.read("another", false, text);

    assertThat(announcements.isOfAnother(new PaymentKey(most, most))).isTrue();
  }
}
