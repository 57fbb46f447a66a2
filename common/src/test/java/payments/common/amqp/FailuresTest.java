package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  private static Exception signal(com.rabbitmq.client.Method reason, Throwable cause) {
    ShutdownSignalException signal = new ShutdownSignalException(true, false, reason, null);
    signal.initCause(cause);
    return new IOException(signal);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new IOException("broken pipe"), "broken pipe"),
        Arguments.of(new IOException(null, new IOException("broken pipe")), "broken pipe"),
        Arguments.of(new IOException(" "), "IOException"),
        Arguments.of(
            new ChannelContinuationTimeoutException(
                new TimeoutException(), null, 1, new AMQP.Basic.Get.Builder().build()),
            "no answer in time"),
        Arguments.of(signal(null, new EOFException()), "the other side ended the connection"),
        Arguments.of(
            signal(
                new AMQP.Connection.Close.Builder().replyCode(320).replyText("FORCED").build(),
                null),
            "FORCED"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void reasonIsNeverEmpty(Exception failure, String reason) {
    assertThat(Failures.reason(failure)).isEqualTo(reason);
  }
}
