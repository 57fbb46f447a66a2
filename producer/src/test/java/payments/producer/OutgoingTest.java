package payments.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutgoingTest {

  @Test
  void messagesArePersistentJson() {
    BasicProperties properties = Outgoing.properties().build();

    assertThat(properties.getDeliveryMode()).isEqualTo(2);
    assertThat(properties.getContentType()).isEqualTo("application/json");
  }

  @Test
  void everyMessageHasAnIdOfItsOwn() {
    String one = Outgoing.properties().build().getMessageId();
    String other = Outgoing.properties().build().getMessageId();

    assertThat(UUID.fromString(one)).isNotEqualTo(UUID.fromString(other));
  }
}
