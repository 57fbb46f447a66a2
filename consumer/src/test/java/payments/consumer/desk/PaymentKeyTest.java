package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import payments.common.Payment;

class PaymentKeyTest {

  @ParameterizedTest
  @CsvSource({"other, 8843, 0", "message, 8844, 0", "message, 8843, 1", "message, 8843, 2"})
  void messageIdNumberAndReplaysTellPaymentsApart(String messageId, long id, int replayed) {
    assertThat(PaymentKey.of(messageId, id, replayed))
        .isNotEqualTo(PaymentKey.of("message", 8843, 0));
  }

  /** Marks in the log hold keys, and are read by other versions. */
  @ParameterizedTest
  @CsvSource({
    "message, 8843, 0, cd95b33b94b407e3, e78b6c8f895b5b90",
    "message, 8843, 1, 823f5b312771de57, 1ca3ce60cb7a70d4",
    "Zoë 😀, 9223372036854775807, 0, 58b768032e82d16f, f5fee4e7fa4b723f"
  })
  void keysAreTheSameInAllVersions(
      String messageId, long id, int replayed, String high, String low) {
    assertThat(PaymentKey.of(messageId, id, replayed))
        .isEqualTo(
            new PaymentKey(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16)));
  }

  @ParameterizedTest
  @CsvSource({"2, 300, today", "1, 301, today", "1, 300, tomorrow"})
  void contentIsAllOfAPaymentButItsNumber(long client, long value, String date) {
    int content = PaymentKey.contentHash(new Payment(8843, 1, 300, "today"));

    assertThat(PaymentKey.contentHash(new Payment(8844, 1, 300, "today"))).isEqualTo(content);
    assertThat(PaymentKey.contentHash(new Payment(8843, client, value, date)))
        .isNotEqualTo(content);
  }

  @Test
  void contentsOfSimilarPaymentsAreNotTheSame() {
    Set<Integer> contents = new HashSet<>();
    for (long client = 1; client <= 100; client++) {
      for (long value = 1; value <= 100; value++) {
        contents.add(PaymentKey.contentHash(new Payment(8843, client, value, "")));
      }
    }

    assertThat(contents).hasSize(10_000);
  }

  /** 0 stands for a content that is not known. */
  @Test
  void contentIsNeverNothing() {
    Payment hashedToNothing = new Payment(8843, 1, 7_986_025_032L, "");

    assertThat(PaymentKey.contentHash(hashedToNothing)).isNotZero();
  }
}
