package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaymentsExchangeTest {

  private static final Broker BROKER = new Broker("amqp://user:secret@rabbit/host", null);
  private static final BrokerInfo WITH_PLUGINS = new BrokerInfo("RabbitMQ", "4.2.9");

  @Test
  void aLeftoverExchangeIsCuredByEnablingThePluginAndRemovingIt() {
    PaymentsExchange leftover =
        new PaymentsExchange(
            Optional.of(new PaymentsExchange.Obstacle("exchange payments was made before", true)));

    assertThat(leftover.cure(BROKER, WITH_PLUGINS))
        .contains("rabbitmq-plugins enable rabbitmq_delayed_message_exchange")
        .contains("rabbit_exchange:delete")
        .doesNotContain("secret");
  }

  @Test
  void theCureQuotesTheVirtualHostForErlangAndTheShell() {
    assertThat(removalFrom("it's%20mine"))
        .contains(
            "eval 'rabbit_exchange:delete(rabbit_misc:r(<<\"it'\\''s mine\"/utf8>>, exchange");
    assertThat(removalFrom("%22a%22"))
        .contains("eval 'rabbit_exchange:delete(rabbit_misc:r(<<34,97,34>>, exchange");
  }

  private static String removalFrom(String host) {
    Broker broker = new Broker("amqp://user:secret@rabbit/" + host, null);
    return DeclarationFailure.removalOfExchange("payments", broker);
  }

  @Test
  void aMissingPluginIsCuredByEnablingIt() {
    PaymentsExchange direct =
        new PaymentsExchange(
            Optional.of(new PaymentsExchange.Obstacle("it has no delayed-message plugin", false)));

    assertThat(direct.cure(BROKER, WITH_PLUGINS))
        .contains("rabbitmq-plugins enable rabbitmq_delayed_message_exchange")
        .doesNotContain("rabbit_exchange:delete");
  }

  @Test
  void noPluginIsToBeEnabledWhereThereIsNone() {
    PaymentsExchange leftover =
        new PaymentsExchange(
            Optional.of(new PaymentsExchange.Obstacle("exchange payments was made before", true)));

    assertThat(leftover.cure(BROKER, new BrokerInfo("RabbitMQ", "4.3.0")))
        .startsWith("use --delay auto")
        .doesNotContain("`");
  }
}
