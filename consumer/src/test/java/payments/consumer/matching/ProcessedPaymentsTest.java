package payments.consumer.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;

class ProcessedPaymentsTest {

  private final ProcessedPayments processed = new ProcessedPayments();

  @Test
  void aPaymentIsNewOnce() {
    assertThat(processed.add("message", 8843)).isTrue();
    assertThat(processed.add("message", 8843)).isFalse();
    assertThat(processed.add("message", 8843)).isFalse();
  }

  @Test
  void anotherMessageIsAnotherPayment() {
    processed.add("message", 8843);

    assertThat(processed.add("another message", 8843)).isTrue();
  }

  @Test
  void anotherPaymentWithTheSameMessageIdIsNoDuplicate() {
    processed.add("message", 8843);

    assertThat(processed.add("message", 8844)).isTrue();
    assertThat(processed.add("message", 8844)).isFalse();
  }

  @Test
  void paymentsWithLargeNumbersAreRecognised() {
    processed.add("message", Long.MAX_VALUE);

    assertThat(processed.add("message", Long.MAX_VALUE)).isFalse();
  }

  @ParameterizedTest
  @NullAndEmptySource
  void withoutMessageIdNothingIsADuplicate(String messageId) {
    assertThat(processed.add(messageId, 8843)).isTrue();
    assertThat(processed.add(messageId, 8843)).isTrue();
  }

  @Test
  void onlyTheLastPaymentsAreRemembered() {
    ProcessedPayments three = new ProcessedPayments(3);
    LongStream.rangeClosed(1, 4).forEach(id -> three.add("message " + id, id));

    assertThat(three.add("message 2", 2)).isFalse();
    assertThat(three.add("message 3", 3)).isFalse();
    assertThat(three.add("message 4", 4)).isFalse();
    assertThat(three.add("message 1", 1)).isTrue();
  }

  @Test
  void aDuplicateTakesNoRoom() {
    ProcessedPayments two = new ProcessedPayments(2);
    two.add("message 1", 1);
    two.add("message 2", 2);

    two.add("message 2", 2);

    assertThat(two.add("message 1", 1)).isFalse();
  }

  @Test
  void aPaymentWithoutMessageIdTakesNoRoom() {
    ProcessedPayments one = new ProcessedPayments(1);
    one.add("message 1", 1);

    one.add("", 2);

    assertThat(one.add("message 1", 1)).isFalse();
  }

  @Test
  void aHundredThousandAreRemembered() {
    LongStream.rangeClosed(1, 100_000).forEach(id -> processed.add("message " + id, id));
    assertThat(processed.add("message 1", 1)).isFalse();

    processed.add("one more", 100_001);

    assertThat(processed.add("message 2", 2)).isFalse();
    assertThat(processed.add("message 1", 1)).isTrue();
  }
}
