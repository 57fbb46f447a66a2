package payments.consumer.deadletters;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.Failures;
import payments.common.amqp.Notice;
import payments.common.amqp.Refusal;

/**
 * The queue of dead letters, gone through once. What it takes it holds, unacknowledged, until the
 * end: so it meets none twice, and the broker gives all back if this process dies.
 */
final class DeadLetterQueue {
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
    /** Gets what copies can be published by, before the first dead letter. */
    default void start(Copier copier) {}

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
    String node = broker.nodeOf(connection);
    try (Copier copier = new Copier(broker, connection)) {
      visitor.start(copier);
      Hand hand = new Hand(broker.openChannel(connection), copier, node);
      try {
        take(hand, visitor, node);
      } finally {
        hand.giveBack();
      }
      hand.close(broker.openChannel(connection));
    } catch (IOException | ShutdownSignalException | TimeoutException e) {
      throw report(e, node);
    } finally {
      broker.close(connection);
    }
  }

  /** A count of none is no answer: a quorum queue that does not work has it, too. */
  private void take(Hand hand, Visitor visitor, String node)
      throws IOException, InterruptedException {
    long ready = Math.max(1, count(hand.channel(), node));
    int selected = 0;
    for (int number = 1; number <= ready && selected < selection.limit(); number++) {
      GetResponse got = next(hand.channel(), node);
      if (got == null) {
        break;
      }
      DeadLetter letter = new DeadLetter(number, got.getProps(), got.getBody());
      boolean included = selection.includes(letter);
      selected += included ? 1 : 0;
      Fate fate = Fate.KEEP;
      try {
        fate = included ? visitor.visit(letter) : Fate.KEEP;
      } finally {
        hand.settle(letter, got.getEnvelope().getDeliveryTag(), fate);
      }
    }
  }

  private static int count(Channel channel, String node) throws IOException {
    Notice notice = Notice.of("how many messages queue " + Names.DEAD_LETTERS + " has", node);
    try {
      return channel.queueDeclarePassive(Names.DEAD_LETTERS).getMessageCount();
    } finally {
      notice.close();
    }
  }

  private static GetResponse next(Channel channel, String node) throws IOException {
    Notice notice = Notice.of("what is next in queue " + Names.DEAD_LETTERS, node);
    try {
      return channel.basicGet(Names.DEAD_LETTERS, false);
    } finally {
      notice.close();
    }
  }

  private static ReportedException report(Exception failure, String node) {
    if (failure instanceof ChannelContinuationTimeoutException
        || failure instanceof TimeoutException) {
      return new ReportedException(
          "the broker at %s did not answer in time for queue %s"
              .formatted(node, Names.DEAD_LETTERS),
          "see that the queue's node is up, or most of its nodes: `rabbitmqctl cluster_status`",
          failure);
    }
    if (Refusal.in(failure).filter(Refusal::meansMissing).isPresent()) {
      return new ReportedException(
          "the broker at %s has no queue %s".formatted(node, Names.DEAD_LETTERS),
          "start the consumer once: it declares the queue",
          failure);
    }
    return new ReportedException(
        "stopped at queue %s of the broker at %s: %s"
            .formatted(Names.DEAD_LETTERS, node, Failures.reason(failure)),
        "start again when that is mended: nothing is lost; the last one replayed may be there twice, the last one dropped may be there still",
        failure);
  }
}
