package payments.consumer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.broker.StandInSession.payment;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import payments.common.amqp.Message;
import payments.consumer.desk.Decision;
import payments.consumer.desk.Destination;
import payments.consumer.desk.PaymentKey;
import payments.consumer.desk.Publication;

@Timeout(30)
class PaymentsLogTest {
  private final StandInSession session = new StandInSession();
  private final StandInChannel stream = new StandInChannel();
  private final List<String> lost = new CopyOnWriteArrayList<>();

  @BeforeEach
  void read() throws Exception {
    PaymentsLog log =
        new PaymentsLog(
            stream.channel(), session.publisher, session.carrier, session.messages, lost::add);
    log.read(Duration.ofMinutes(1));
    session.publishing.published(); // the mark of the reader
    session.knowTheClient();
  }

  /** The record that another process wrote has another writer. */
  private static Message ofAnother(Message record) {
    BasicProperties properties =
        record.properties().builder().headers(Map.of("writer", "b-1")).build();
    return Message.to("payments-log", properties, record.body());
  }

  @Test
  void ownRecordIsTheProcessing() throws Exception {
    session.deliver(1, payment(8));

    stream.read(session.publishing.published());

    assertThat(session.done())
        .containsExactly("payment 8 of client 1 processed", "ack 1 and before");
    assertThat(session.memory.voidRecords()).isZero();
  }

  @Test
  void recordOfAnotherIsItsProcessing() throws Exception {
    session.deliver(1, payment(8));
    Message record = session.publishing.published();

    stream.read(ofAnother(record));
    stream.read(record);

    assertThat(session.done())
        .containsExactly(
            "payment 8 of client 1 is a duplicate, not processed again", "ack 1 and before");
    assertThat(session.memory.voidRecords()).isOne();
  }

  /** What was copied from one log to another comes twice. */
  @Test
  void ownRecordCountsOnce() throws Exception {
    session.deliver(1, payment(8));
    Message record = session.publishing.published();
    stream.read(record);

    stream.read(record);

    assertThat(session.done()).hasSize(2);
    assertThat(session.memory.voidRecords()).isZero();
  }

  @Test
  void decisionOfAnotherIsReadInItsMark() throws Exception {
    Publication cancelled =
        new Publication.DecisionMark(PaymentKey.of("message 8", 8, 0), Decision.CANCELLED);
    Message mark = session.messages.message(17, Destination.queue("payments-log"), cancelled);

    stream.read(mark);
    session.deliver(1, payment(8));

    Message aside = session.publishing.published();
    assertThat(aside.routingKey()).isEqualTo("dead-letters");
    assertThat(aside.properties().getHeaders()).containsEntry("reason", "cancelled");
  }

  @Test
  void whatIsNoRecordIsPassedOver() throws Exception {
    stream.read(Message.to("payments-log", new BasicProperties(), new byte[] {1}));
    stream.read(
        Message.to(
            "payments-log", new BasicProperties.Builder().type("mark").build(), new byte[32]));

    session.deliver(1, payment(8));

    assertThat(session.publishing.published().routingKey()).isEqualTo("payments-log");
    assertThat(lost).isEmpty();
  }
}
