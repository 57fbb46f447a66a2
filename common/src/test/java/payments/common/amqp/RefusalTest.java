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

class RefusalTest {

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

  @Test
  void theCureForAQueueNamesTheCommandThatRemovesIt() {
    Broker broker = new Broker("amqp://user:secret@rabbit/host", null);

    assertThat(new Refusal(406, "inequivalent arg").cure("queue dead-letters", broker))
        .contains("rabbitmqctl delete_queue -p host dead-letters")
        .doesNotContain("secret");
  }

  @Test
  void theCureForAnExchangeNamesTheCommandThatRemovesIt() {
    Broker broker = new Broker("amqp://user:secret@rabbit/host", null);

    assertThat(new Refusal(406, "inequivalent arg").cure("exchange payments", broker))
        .contains("rabbit_misc:r(<<\"host\">>, exchange, <<\"payments\">>)")
        .doesNotContain("secret");
  }

  @Test
  void aFaultOfTheBrokerIsNotTakenForAMissingPermission() {
    Broker broker = new Broker("amqp://user:secret@rabbit", null);

    assertThat(Obstacle.report("queue q", new Refusal(541, "INTERNAL_ERROR"), broker).cure())
        .contains("the broker's log");
    assertThat(Obstacle.report("queue q", new Refusal(403, "ACCESS_REFUSED"), broker).cure())
        .contains("list_user_permissions user");
  }
}
