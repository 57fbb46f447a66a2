package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BrokerTest {

  private static Broker broker(String uri) {
    return new Broker(uri, null);
  }

  @Test
  void addressNamesAllHosts() {
    assertThat(broker("amqp://user:secret@a,b:5673/host").address()).isEqualTo("a:5672, b:5673");
  }

  @Test
  void onlyAmqpsIsEncrypted() {
    assertThat(broker("amqps://rabbit").encrypted()).isTrue();
    assertThat(broker("amqp://rabbit").encrypted()).isFalse();
  }

  @Test
  void whatIsNoUriIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> broker("http://user:s3cret@rabbit"));
  }

  @Test
  void publishedHeadersLeaveRoomForThoseOfTheBroker() {
    assertThat(Broker.frameMaxToPublish(131_072)).isEqualTo(126_976);
    assertThat(Broker.frameMaxToPublish(8_192)).isGreaterThanOrEqualTo(4_096);
    assertThat(Broker.frameMaxToPublish(0)).as("no limit").isZero();
  }
}
