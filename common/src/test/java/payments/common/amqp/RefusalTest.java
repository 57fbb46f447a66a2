package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
  @Test
  void sizeThatMessagesMayHaveIsRead() {
    String text =
        "PRECONDITION_FAILED - message size 2000000 is larger than configured max size 100000";

    assertThat(new Refusal(406, text).largestMessage()).hasValue(100_000);
    assertThat(new Refusal(406, "PRECONDITION_FAILED - fast reply").largestMessage()).isEmpty();
  }

  private static final Method CHANNEL_CLOSE =
      new AMQP.Channel.Close.Builder().replyCode(406).replyText("PRECONDITION_FAILED").build();
  private static final Method CONNECTION_CLOSE =
      new AMQP.Connection.Close.Builder().replyCode(503).replyText("COMMAND_INVALID").build();

  private static ShutdownSignalException shutdown(Method reason) {
    return new ShutdownSignalException(false, false, reason, null);
  }

  @Test
  void aClosedChannelTellsTheReason() {
    assertThat(Refusal.in(new IOException(shutdown(CHANNEL_CLOSE))))
        .contains(new Refusal(406, "PRECONDITION_FAILED"));
  }

  @Test
  void aClosedConnectionTellsTheReason() {
    assertThat(Refusal.in(new IOException(shutdown(CONNECTION_CLOSE))))
        .contains(new Refusal(503, "COMMAND_INVALID"));
  }

  @Test
  void aLaterUseOfWhatWasClosedTellsTheReasonToo() {
    assertThat(Refusal.in(new AlreadyClosedException(shutdown(CHANNEL_CLOSE))))
        .contains(new Refusal(406, "PRECONDITION_FAILED"));
  }

  @Test
  void theReasonIsFoundAtAnyDepth() {
    Exception failure = new IOException(new IllegalStateException(shutdown(CHANNEL_CLOSE)));

    assertThat(Refusal.in(failure)).isPresent();
  }

  @Test
  void aLostConnectionIsNoRefusal() {
    assertThat(Refusal.in(new IOException("broken pipe"))).isEmpty();
    assertThat(Refusal.in(shutdown(null))).isEmpty();
    assertThat(Refusal.in(new IOException(shutdown(new AMQP.Connection.CloseOk.Builder().build()))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "406, PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'a', true",
    "406, PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'payments', true",
    "530, NOT_ALLOWED - attempt to redeclare exchange 'payments', true",
    "530, NOT_ALLOWED - vhost not found, false",
    "406, PRECONDITION_FAILED - unknown exchange type 'x-delayed-message', false",
    "503, COMMAND_INVALID - unknown exchange type 'x-delayed-message', false",
    "403, ACCESS_REFUSED - cannot redeclare, false",
    "404, NOT_FOUND - no queue 'a', false"
  })
  void otherArgumentsAreToldFromOtherRefusals(int code, String text, boolean expected) {
    assertThat(new Refusal(code, text).meansOtherArguments()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"404, true", "403, false", "405, false", "406, false"})
  void onlyNotFoundMeansMissing(int code, boolean expected) {
    assertThat(new Refusal(code, "NOT_FOUND").meansMissing()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "home node 'rabbit@a' of durable queue 'q' in vhost '/' is down or inaccessible",
        "queue 'q' in vhost '/' process is stopped by supervisor",
        "queue 'q' in vhost '/' has crashed and failed to restart",
        "failed to perform operation on queue 'q' in vhost '/' due to timeout",
        "failed to perform operation on queue 'q' in vhost '/': its leader <0.1.0> may be stopping or being demoted"
      })
  void aQueueOutOfReachIsNotMissing(String reason) {
    Refusal refusal = new Refusal(404, "NOT_FOUND - " + reason);

    assertThat(refusal.meansFault()).isTrue();
    assertThat(refusal.meansMissing()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "320, CONNECTION_FORCED - broker forced connection closure with reason 'shutdown', true",
    "506, RESOURCE_ERROR, true",
    "541, INTERNAL_ERROR, true",
    "541, INTERNAL_ERROR - Cannot declare a queue: the corresponding feature flag is disabled, false",
    "404, NOT_FOUND - no queue 'a' in vhost '/', false",
    "403, ACCESS_REFUSED - configure access to queue 'a' refused, false",
    "406, PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'a', false"
  })
  void faultsOfTheBrokerAreToldFromItsAnswers(int code, String text, boolean expected) {
    assertThat(new Refusal(code, text).meansFault()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "542, Error creating queue 'q': Unsupported queue declare argument(s) : x-queue-type, true",
    "406, PRECONDITION_FAILED - invalid arg 'x-queue-type': unsupported queue type 'stream', true",
    "541, INTERNAL_ERROR - Cannot declare a queue: the corresponding feature flag is disabled, false",
    "503, COMMAND_INVALID - unknown exchange type 'x-delayed-message', true",
    "406, PRECONDITION_FAILED - invalid exchange type 'x-delayed-message', true",
    "541, INTERNAL_ERROR, false",
    "403, ACCESS_REFUSED - configure access to queue 'clients-log' refused, false",
    "404, NOT_FOUND - home node 'a' of durable queue 'q' is down or inaccessible, false",
    "406, PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'q', false"
  })
  void onlyAMissingTypeMeansUnsupported(int code, String text, boolean expected) {
    assertThat(new Refusal(code, text).meansUnsupported()).isEqualTo(expected);
  }

  @Test
  void streamThatSomebodyElseHasJustDeclaredIsAboutToStart() {
    assertThat(
            Refusal.meansStreamStarts(
                "PRECONDITION_FAILED - stream queue 'clients-log' in vhost '/' does not have a running replica on the local node"))
        .isTrue();
    assertThat(Refusal.meansStreamStarts("PRECONDITION_FAILED - inequivalent arg")).isFalse();
  }
}
