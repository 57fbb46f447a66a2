package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerTest {

  private static Broker broker(String uri) {
    return new Broker(uri, null);
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://guest:guest@localhost:5672/%2F, localhost:5672",
    "amqp://user:secret@rabbit, rabbit:5672",
    "amqp://rabbit:5673, rabbit:5673",
    "amqp://rabbit-1.example.com:65535/, rabbit-1.example.com:65535",
    "amqp://10.0.0.7, 10.0.0.7:5672",
    "amqp://[::1]:5673, [::1]:5673",
    "AMQP://rabbit, rabbit:5672",
    "amqps://rabbit, rabbit:5671",
    "amqps://rabbit:5673, rabbit:5673",
    "amqp:///host, localhost:5672"
  })
  void theUriSaysHostAndPort(String uri, String address) {
    assertThat(broker(uri).address()).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://rabbit, /",
    "amqp://rabbit/%2F, /",
    "amqp://rabbit/host, host",
    "amqp://rabbit/a%2Fb, a/b"
  })
  void theUriSaysTheVirtualHost(String uri, String host) {
    assertThat(broker(uri).virtualHost()).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://rabbit, guest",
    "amqp://user:secret@rabbit, user",
    "amqp://a%40b@rabbit, a@b"
  })
  void theUriSaysTheUser(String uri, String user) {
    assertThat(broker(uri).user()).isEqualTo(user);
  }

  @Test
  void onlyAmqpsIsEncrypted() {
    assertThat(broker("amqps://rabbit").encrypted()).isTrue();
    assertThat(broker("amqp://rabbit").encrypted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "rabbit",
        "rabbit:5672",
        "//rabbit",
        "user:s3cret@rabbit",
        "amqp:",
        "amqp://",
        "amqp:rabbit",
        "amqp:s3cret@rabbit",
        "http://user:s3cret@rabbit",
        "s3cret://user:s3cret@rabbit",
        "amqp://user:s3cret@",
        "amqp://user:s3cret@/",
        "amqp://user:s3cret@:5672",
        "amqp://user:s3cret:s3cret@rabbit",
        "amqp://user:s3cret@rabbit/a/b",
        "amqp://user:s3cret%zz@rabbit",
        "amqp://user:s3cret @rabbit",
        "amqp://user:s3cret\n@rabbit",
        "amqp://user:s3cret/@rabbit/host",
        "amqp://user:s3cret?@rabbit",
        "amqp://user:s3cret#@rabbit",
        "amqp://user:5#s3cret@rabbit",
        "amqp://user:s3cret^@rabbit",
        "amqp://user:s3cret@@rabbit",
        "amqp://user:s3cret@rabbit_1:5672",
        "amqp://user:s3cret@rabbit:port",
        "amqp://user:s3cret@rabbit:-1",
        "amqp://user:s3cret@rabbit:65536",
        "amqp://user:s3cret@rabbit:99999999999",
        "amqp://user:s3cret@[::1",
        "amqp://user:s3cret@rabbit?heartbeat=s3cret",
        "amqps://user:s3cret@rab bit"
      })
  void whatIsNoCompleteUriIsRefusedWithoutRepeatingIt(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> broker(uri))
        .withMessage("not an AMQP URI");
  }

  @Test
  void publishedHeadersLeaveRoomForThoseOfTheBroker() {
    assertThat(Broker.frameMaxToPublish(131_072)).isEqualTo(126_976);
    assertThat(Broker.frameMaxToPublish(8_192)).isGreaterThanOrEqualTo(4_096);
    assertThat(Broker.frameMaxToPublish(0)).as("no limit").isZero();
  }
}
