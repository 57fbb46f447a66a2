package payments.consumer.deadletters;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.Refusal;

/**
 * The queue of dead letters, gone through once. What it takes it holds, unacknowledged, until the
 * end: so it meets none twice, and the broker gives all back if this process dies.
 */
final class DeadLetterQueue {
  private static final int CLOSE_MILLIS = 2_000;

  /** What becomes of a dead letter. */
  enum Fate {
    /** It stays in the queue. */
    KEEP,
    /** It is acknowledged: the broker deletes it. */
    REMOVE
  }

  /** Decides about one dead letter. */
  @FunctionalInterface
  interface Visitor {
    /** Gets the connection that the dead letters come by, before the first of them. */
    default void start(Connection connection) {}

    Fate visit(DeadLetter letter) throws IOException, InterruptedException;
  }

  private final Broker broker;
  private final Selection selection;

  DeadLetterQueue(Broker broker, Selection selection) {
    this.broker = broker;
    this.selection = selection;
  }

  /**
   * Shows the selected of the dead letters that are there now, the oldest first.
   *
   * @throws ReportedException if there is no such queue, or the connection is lost
   */
  void visit(Visitor visitor) throws InterruptedException {
    Connection connection = broker.connect("payments dead-letters");
    try {
      visitor.start(connection);
      Channel channel = connection.createChannel();
      giveBack(take(channel, visitor), channel);
      channel.close(); // once it is answered, the broker has all of the above
    } catch (IOException | AlreadyClosedException | TimeoutException e) {
      throw report(e);
    } finally {
      connection.abort(CLOSE_MILLIS);
    }
  }

  private List<Long> take(Channel channel, Visitor visitor)
      throws IOException, InterruptedException {
    List<Long> held = new ArrayList<>();
    int ready = channel.queueDeclarePassive(Names.DEAD_LETTERS).getMessageCount();
    int selected = 0;
    for (int number = 1; number <= ready && selected < selection.limit(); number++) {
      GetResponse got = channel.basicGet(Names.DEAD_LETTERS, false);
      if (got == null) {
        break;
      }
      DeadLetter letter = new DeadLetter(number, got.getProps(), got.getBody());
      boolean included = selection.includes(letter);
      selected += included ? 1 : 0;
      long tag = got.getEnvelope().getDeliveryTag();
      if (included && visitor.visit(letter) == Fate.REMOVE) {
        channel.basicAck(tag, false);
      } else {
        held.add(tag);
      }
    }
    return held;
  }

  /** One by one: the embedded broker gives back a single one of several. */
  private static void giveBack(List<Long> held, Channel channel) throws IOException {
    for (long tag : held) {
      channel.basicNack(tag, false, true);
    }
  }

  private ReportedException report(Exception failure) {
    if (Refusal.in(failure).filter(Refusal::meansMissing).isPresent()) {
      return new ReportedException(
          "the broker at %s has no queue %s".formatted(broker.address(), Names.DEAD_LETTERS),
          "start the consumer once: it declares the queue",
          failure);
    }
    String why = Refusal.in(failure).map(Refusal::text).orElseGet(() -> reason(failure));
    return new ReportedException(
        "stopped at queue %s of the broker at %s: %s"
            .formatted(Names.DEAD_LETTERS, broker.address(), why),
        "start again when that is mended: nothing is lost, the last one replayed may be there twice",
        failure);
  }

  private static String reason(Exception failure) {
    String message = failure.getMessage();
    return message == null ? "the connection was lost" : message;
  }
}
