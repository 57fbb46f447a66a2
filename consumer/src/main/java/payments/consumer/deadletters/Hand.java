package payments.consumer.deadletters;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.NotConfirmedException;
import payments.consumer.deadletters.DeadLetterQueue.Fate;

/**
 * The dead letters that were taken from their queue, and the ways back into it. Quorum queues count
 * what is given back, and drop it when a limit is reached: always up to RabbitMQ 4.2, and from 4.3
 * when it comes back by the end of its channel. What was counted once is therefore not given back
 * again, but written anew.
 */
final class Hand {
  private static final Logger log = LoggerFactory.getLogger(Hand.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int FEW = 500;

  private final Channel channel;
  private final Copier copier;
  private final String node;
  private long lastHeld;
  private int held;

  /**
   * An empty one.
   *
   * @param channel that dead letters are taken by
   * @param node that it leads to, for messages
   */
  Hand(Channel channel, Copier copier, String node) {
    this.channel = channel;
    this.copier = copier;
    this.node = node;
  }

  Channel channel() {
    return channel;
  }

  /** Does with a dead letter what was decided; what is kept may be held until the end. */
  void settle(DeadLetter letter, long tag, Fate fate) throws IOException, InterruptedException {
    if (fate == Fate.REMOVE) {
      channel.basicAck(tag, false);
    } else if (letter.wasCounted()) {
      writeAnew(letter);
      channel.basicAck(tag, false);
    } else {
      lastHeld = tag;
      held++;
    }
  }

  private void writeAnew(DeadLetter letter) throws IOException, InterruptedException {
    try {
      copier.publish(letter.anew());
    } catch (NotConfirmedException e) {
      throw new ReportedException(
          "the broker at %s does not take %s into queue %s anew: %s"
              .formatted(node, letter.name(), Names.DEAD_LETTERS, e.getMessage()),
          "mend that before the next try: what is given back to this queue counts against its delivery limit",
          e);
    }
  }

  /**
   * What a command gives back, RabbitMQ 4.3 does not count. But 20,000 that were got one by one
   * take a classic queue minutes, in which it does little else, though the command is one; the end
   * of the channel gives back any number at once.
   */
  void giveBack() throws IOException {
    if (held > 0 && held <= FEW && channel.isOpen()) {
      channel.basicNack(lastHeld, true, true);
    }
  }

  /**
   * Waits until the queue has all of it.
   *
   * @param other channel to ask the queue by
   */
  void close(Channel other) throws IOException, TimeoutException, InterruptedException {
    channel.close(); // the embedded broker has given back a single one of several before
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (held > 0 && other.messageCount(Names.DEAD_LETTERS) < held) {
      if (System.nanoTime() - deadline >= 0) {
        log.warn("queue {} does not have all back yet", Names.DEAD_LETTERS);
        return;
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }
}
