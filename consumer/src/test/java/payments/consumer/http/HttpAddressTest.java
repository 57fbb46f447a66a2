package payments.consumer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.cli.UsageException;

class HttpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "9400, 127.0.0.1, 9400",
    "0, 127.0.0.1, 0",
    "0.0.0.0:80, 0.0.0.0, 80",
    "consumer:9400, consumer, 9400",
    "[::1]:9400, ::1, 9400"
  })
  void isPortOrHostAndPort(String text, String host, int port) {
    assertThat(HttpAddress.parse(text)).isEqualTo(new HttpAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", ":9400", "host", "host:", "65536", "-1", "::1:9400", "a b:x"})
  void isNothingElse(String text) {
    assertThatThrownBy(() -> HttpAddress.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--http must be PORT or HOST:PORT");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "LOCALHOST:9400, true",
    "127.0.0.1:9400, true",
    "[::1]:9400, true",
    "10.2.3.4, true",
    "consumer:9400, true",
    "evil.example, false",
    "127.0.0.1.evil.example, false",
    "localhost.evil.example:9400, false",
    "consumer.evil.example, false",
    "'', false"
  })
  void onlyNamesOfThisMachineAreAnswered(String header, boolean allowed) {
    assertThat(new HostCheck("consumer").allows(header)).isEqualTo(allowed);
  }
}
