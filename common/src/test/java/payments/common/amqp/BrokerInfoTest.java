package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerInfoTest {

  @ParameterizedTest(name = "{0} is at least 3.10: {1}, at least 4.3: {2}")
  @CsvSource({
    "3.9.27, false, false",
    "3.10.0, true, false",
    "3.13.7, true, false",
    "4.0.5, true, false",
    "4.2.9, true, false",
    "4.3.0, true, true",
    "4.3.6, true, true",
    "4.3.0-rc.1, true, true",
    "4.3.0+1.gabcdef, true, true",
    "4.3, true, true",
    "4.10.0, true, true",
    "5.0.0, true, true",
    "10.0, true, true",
    "0.0.0, false, false",
    "4, false, false",
    "'', false, false",
    "., false, false",
    "unknown, false, false",
    "four.three, false, false",
    "v4.3.0, false, false",
    "-4.3.0, false, false",
    "99999999999999999999.0, false, false"
  })
  void theVersionTellsWhatRabbitMqCanDo(String version, boolean from310, boolean from43) {
    BrokerInfo info = new BrokerInfo("RabbitMQ", version);

    assertThat(info.isRabbitMq(3, 10)).isEqualTo(from310);
    assertThat(info.isRabbitMq(4, 3)).isEqualTo(from43);
  }

  @ParameterizedTest
  @CsvSource({"LavinMQ", "qpid", "rabbitmq", "unknown", "''"})
  void anotherProductIsNoRabbitMqOfAnyVersion(String product) {
    assertThat(new BrokerInfo(product, "4.3.6").isRabbitMq(0, 0)).isFalse();
  }

  @Test
  void itIsShownAsProductAndVersion() {
    assertThat(new BrokerInfo("RabbitMQ", "4.3.6")).hasToString("RabbitMQ 4.3.6");
  }
}
