package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaymentsExchangeTest {

  private static final Broker BROKER = new Broker("amqp://user:secret@rabbit/host", null);

  @Test
  void aLeftoverExchangeIsCuredByRemovingIt() {
    PaymentsExchange leftover =
        new PaymentsExchange(
            Optional.of("exchange payments was made without the delayed-message plugin"));

    assertThat(leftover.cure(BROKER)).contains("rabbit_exchange:delete").doesNotContain("secret");
  }

  @Test
  void aMissingPluginIsCuredByEnablingIt() {
    PaymentsExchange direct = new PaymentsExchange(Optional.of("it has no delayed-message plugin"));

    assertThat(direct.cure(BROKER))
        .contains("rabbitmq-plugins enable rabbitmq_delayed_message_exchange");
  }
}
