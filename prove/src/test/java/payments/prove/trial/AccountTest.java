package payments.prove.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccountTest {
  private static final Instant EARLY = Instant.parse("2026-11-23T06:00:00Z");
  private static final Instant LATE = EARLY.plusSeconds(1);

  private final Account account = new Account();

  @Test
  void eachPaymentHasANumberOfItsOwn() {
    assertThat(account.next()).isEqualTo(1);
    assertThat(account.next()).isEqualTo(2);
    assertThat(account.sent()).containsExactlyInAnyOrder(1L, 2L);
    assertThat(account.confirmed()).isEmpty();
  }

  @Test
  void paymentIsDueWhenItsClientIsRegisteredToo() {
    account.confirm(1, 7, EARLY);
    account.register(7, LATE);
    account.confirm(2, 8, LATE);
    account.register(8, EARLY);

    assertThat(account.due(1)).isEqualTo(LATE);
    assertThat(account.due(2)).isEqualTo(LATE);
  }

  @Test
  void secondRegistrationChangesNothing() {
    account.confirm(1, 7, EARLY);
    account.register(7, EARLY);
    account.register(7, LATE);

    assertThat(account.due(1)).isEqualTo(EARLY);
  }
}
