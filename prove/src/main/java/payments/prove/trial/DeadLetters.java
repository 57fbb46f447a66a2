package payments.prove.trial;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.Failures;

/**
 * What is in {@code dead-letters}.
 *
 * @param payments their numbers
 * @param others how many messages there are no payments
 */
record DeadLetters(Set<Long> payments, int others) {

  /** Looks at all of them; the queue has them back when the connection ends. */
  static DeadLetters read(Broker broker) {
    Connection connection = broker.connect("reader of " + Names.DEAD_LETTERS);
    try {
      return read(broker.openChannel(connection));
    } catch (IOException | ShutdownSignalException e) {
      throw ReportedException.thatMayPass(
          "%s at %s cannot be read: %s"
              .formatted(Names.DEAD_LETTERS, broker.address(), Failures.reason(e)),
          "see the broker's log",
          e);
    } finally {
      broker.close(connection);
    }
  }

  private static DeadLetters read(Channel channel) throws IOException {
    Set<Long> payments = new HashSet<>();
    int others = 0;
    GetResponse letter = channel.basicGet(Names.DEAD_LETTERS, false);
    while (letter != null) {
      try {
        payments.add(MessageBody.paymentIn(letter.getBody()).id());
      } catch (MalformedMessageException e) {
        others++;
      }
      letter = channel.basicGet(Names.DEAD_LETTERS, false);
    }
    return new DeadLetters(payments, others);
  }
}
