package payments.consumer.matching;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import org.junit.jupiter.api.Test;
import payments.common.amqp.Message;

class LogRecordTest {

  private static final Message MARK = LogRecord.mark("clients-log", "mine");

  @Test
  void aMarkGoesStraightToTheStream() {
    assertThat(MARK.exchange()).isEmpty();
    assertThat(MARK.routingKey()).isEqualTo("clients-log");
    assertThat(MARK.mandatory()).isTrue();
  }

  @Test
  void aReaderKnowsItsOwnMark() {
    assertThat(LogRecord.isMark(MARK.properties())).isTrue();
    assertThat(LogRecord.isMark(MARK.properties(), "mine")).isTrue();
    assertThat(LogRecord.isMark(MARK.properties(), "another")).isFalse();
  }

  @Test
  void aRegistrationIsNoMark() {
    BasicProperties registration = new BasicProperties.Builder().messageId("mine").build();

    assertThat(LogRecord.isMark(registration)).isFalse();
    assertThat(LogRecord.isMark(registration, "mine")).isFalse();
  }
}
