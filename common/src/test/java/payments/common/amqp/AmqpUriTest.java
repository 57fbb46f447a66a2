package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmqpUriTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amqp://guest:guest@localhost:5672/%2F | localhost:5672",
        "amqp://user:secret@rabbit | rabbit:5672",
        "amqp://rabbit:5673 | rabbit:5673",
        "amqp://rabbit: | rabbit:5672",
        "amqp://rabbit-1.example.com:65535/ | rabbit-1.example.com:65535",
        "amqp://rabbit_1:5672 | rabbit_1:5672",
        "amqp://10.0.0.7 | 10.0.0.7:5672",
        "amqp://[::1]:5673 | [::1]:5673",
        "amqp://[fe80::1%25eth0] | [fe80::1%eth0]:5672",
        "AMQP://rabbit | rabbit:5672",
        "amqps://rabbit | rabbit:5671",
        "amqps://rabbit:5673 | rabbit:5673",
        "amqp:///host | localhost:5672",
        "amqp://user:pw@a:5673,b,[::1]:5674/host | a:5673, b:5672, [::1]:5674",
        "amqps://a,b:5673,a | a:5671, b:5673",
      })
  void hostsAreRead(String uri, String places) {
    assertThat(AmqpUri.parse(uri).places()).isEqualTo(places);
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://rabbit, amqp://guest:guest@127.0.0.1:99/%2F",
    "'amqp://user:a%2Fb%40c@one:1,two:2/my%20host', amqp://user:a%2Fb%40c@127.0.0.1:99/my%20host",
    "amqp://rabbit/caf%C3%A9?heartbeat=5, amqp://guest:guest@127.0.0.1:99/caf%C3%A9?heartbeat=5",
    "amqps://rabbit/a+b?connection_timeout=7&heartbeat=5,"
        + " amqps://guest:guest@127.0.0.1:99/a%2Bb?heartbeat=5&connection_timeout=7",
  })
  void sameBrokerAtAnotherHostIsWrittenAsItIsRead(String uri, String other) {
    String text = AmqpUri.parse(uri).at(List.of(new Host("127.0.0.1", 99)));

    assertThat(text).isEqualTo(other);
    assertThat(AmqpUri.parse(text).virtualHost()).isEqualTo(AmqpUri.parse(uri).virtualHost());
    assertThat(AmqpUri.parse(text).password()).isEqualTo(AmqpUri.parse(uri).password());
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://rabbit, /",
    "amqp://rabbit/, /",
    "amqp://rabbit/?heartbeat=5, /",
    "amqp://rabbit/%2F, /",
    "amqp://rabbit/host, host",
    "amqp://rabbit/a%2Fb, a/b",
    "amqp://rabbit/100%25, 100%",
    "amqp://rabbit/100%2525, 100%25",
    "amqp://rabbit/caf%C3%A9, café",
    "amqp://rabbit/a+b, a+b"
  })
  void virtualHostIsDecodedOnce(String uri, String host) {
    assertThat(AmqpUri.parse(uri).virtualHost()).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://rabbit, guest, guest",
    "amqp://user@rabbit, user, guest",
    "amqp://user:@rabbit, user, ''",
    "amqp://user:secret@rabbit, user, secret",
    "amqp://a%40b:p%2Fw@rabbit, a@b, p/w",
    "amqp://user:%C3%A9@rabbit, user, é",
    "amqp://user:é@rabbit, user, é",
    "amqp://user:100%2525@rabbit, user, 100%25",
    "amqp://user:a+b^c$@rabbit, user, a+b^c$",
    "'amqp://user:a,b@rabbit', user, 'a,b'"
  })
  void userAndPasswordAreDecodedOnceAsUtf8(String uri, String user, String password) {
    assertThat(AmqpUri.parse(uri).user()).isEqualTo(user);
    assertThat(AmqpUri.parse(uri).password()).isEqualTo(password);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp://rabbit\n",
        " amqp://rabbit \r\n",
        "\uFEFFamqp://rabbit",
        "\uFEFF amqp://rabbit\n"
      })
  void whatEditorsAndShellsAddIsNotMeant(String uri) {
    assertThat(AmqpUri.parse(uri).places()).isEqualTo("rabbit:5672");
  }

  @Test
  void queryIsHonoured() {
    AmqpUri uri = AmqpUri.parse("amqp://a,b/host?heartbeat=5&connection_timeout=2500");

    assertThat(uri.heartbeatSeconds()).hasValue(5);
    assertThat(uri.connectionTimeoutMillis()).hasValue(2500);
    assertThat(uri.virtualHost()).isEqualTo("host");
    assertThat(AmqpUri.parse("amqp://a?").heartbeatSeconds()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | it is empty",
        "' ' | it is empty",
        "rabbit | does not start with amqp://",
        "rabbit:5672 | does not start with amqp://",
        "//rabbit | does not start with amqp://",
        "user:s3cret@rabbit | does not start with amqp://",
        "amqp: | does not start with amqp://",
        "amqp:rabbit | does not start with amqp://",
        "amqp:s3cret@rabbit | does not start with amqp://",
        "http://user:s3cret@rabbit | does not start with amqp://",
        "s3cret://user:s3cret@rabbit | does not start with amqp://",
        "amqp:// | its host is missing",
        "amqp:/// | its host is missing",
        "amqp://user:s3cret@ | its host is missing",
        "amqp://user:s3cret@/ | its host is missing",
        "amqp://user:s3cret@:5672 | its host, or one of several",
        "amqp://user:s3cret@a,,b | its host, or one of several",
        "amqp://user:s3cret@a, | its host, or one of several",
        "amqp://user:s3cret@ra*bit | its host, or one of several",
        "amqp://user:s3cret@[::1 | its host, or one of several",
        "amqp://user:s3cret@[rabbit] | no IPv6 address",
        "amqp://user:s3cret@[:::1] | no IPv6 address",
        "amqp://user:s3cret:s3cret@rabbit | a : in a name or password is written %3A",
        "amqp://user:s3cret@@rabbit | an @ in a name or password is written %40",
        "amqp://user:s3cret@rabbit/a/b | a / in a virtual host is written %2F",
        "amqp://user:s3cret@rabbit/a/ | a / in a virtual host is written %2F",
        "amqp://user:s3cret%zz@rabbit | % is written %25",
        "amqp://user:s3cret%@rabbit | % is written %25",
        "amqp://user:s3cret%E9@rabbit | not UTF-8",
        "amqp://user:s3cret @rabbit | a space is written %20",
        "amqps://user:s3cret@rab bit | a space is written %20",
        "amqp://user:s3cret/@rabbit/host | / is written %2F",
        "amqp://user:s3cret?@rabbit | ? is %3F",
        "amqp://user:s3cret#@rabbit | # is %23",
        "amqp://user:5#s3cret@rabbit | # is %23",
        "amqp://user:p@s3cret/word@rabbit | / is written %2F",
        "amqp://user:s3cret | a port must be a number from 1 to 65535",
        "amqp://user:s3cret@rabbit:port | a port must be a number from 1 to 65535",
        "amqp://user:s3cret@rabbit:-1 | a port must be a number from 1 to 65535",
        "amqp://user:s3cret@rabbit:0 | a port must be a number from 1 to 65535",
        "amqp://user:s3cret@rabbit:65536 | a port must be a number from 1 to 65535",
        "amqp://user:s3cret@a:1,b:99999999999 | a port must be a number from 1 to 65535",
        "amqp://user:s3cret@rabbit?heartbeat=s3cret | heartbeat, in seconds, must be a number from 1",
        "amqp://user:s3cret@rabbit?heartbeat=0 | heartbeat, in seconds, must be a number from 1",
        "amqp://user:s3cret@rabbit?connection_timeout | connection_timeout, in milliseconds,",
        "amqp://user:s3cret@rabbit?verify=none | its parameter verify is unknown",
        "amqp://user:s3cret@rabbit?S3cret=none | its parameter is unknown",
      })
  void whatCannotBeMeantIsSaidWithoutRepeatingIt(String uri, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AmqpUri.parse(uri))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage().toLowerCase()).doesNotContain("s3cret"));
  }

  @Test
  void controlCharactersInsideAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AmqpUri.parse("amqp://user:s3cret\n@rabbit"))
        .withMessageContaining("control character");
  }

  @Test
  void passwordIsNotShown() {
    assertThat(AmqpUri.parse("amqp://user:s3cret@rabbit")).hasToString("rabbit:5672 /");
  }
}
