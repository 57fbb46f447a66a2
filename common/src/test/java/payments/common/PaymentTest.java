package payments.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentTest {

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void allNumbersOfAPaymentAreAboveZero(long number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Payment(number, 1, 300, ""))
        .withMessage("id must be above 0, was " + number);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Payment(1, number, 300, ""))
        .withMessage("clientId must be above 0, was " + number);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Payment(1, 1, number, ""))
        .withMessage("value must be above 0, was " + number);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void theNumberOfAClientIsAboveZero(long number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Client(number, "new client"))
        .withMessage("id must be above 0, was " + number);
  }

  @Test
  void aClientHasAName() {
    assertThatNullPointerException().isThrownBy(() -> new Client(1, null)).withMessage("name");
  }

  @Test
  void messageIdOfAPaymentWithALongDateFits() {
    String date = "\u20ac".repeat(100_000);
    String messageId =
        new Payment(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, date).messageId(null);

    assertThat(messageId.length()).isLessThanOrEqualTo(255);
    assertThat(messageId)
        .isNotEqualTo(
            new Payment(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, date + "x")
                .messageId(null));
  }

  @Test
  void eachCopyHasTheSameMessageId() {
    Payment payment = new Payment(8843, 1, 300, "2026-11-23T06:00:00.123Z");

    assertThat(payment.messageId("given")).isEqualTo("given");
    assertThat(payment.messageId(null))
        .isEqualTo(payment.messageId(""))
        .isEqualTo("8843-1-300-2026-11-23T06:00:00.123Z");
  }
}
