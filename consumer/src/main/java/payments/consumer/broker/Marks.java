package payments.consumer.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import payments.common.Headers;
import payments.common.amqp.Confirmation;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Message;
import payments.common.amqp.NotConfirmedException;

/**
 * The marks that a reader writes to a stream to learn that it has read all. One is on its way at a
 * time: the next one is for all who have asked meanwhile. Any thread may use it.
 */
final class Marks {
  static final String TYPE = "mark";

  private final String stream;
  private final ConfirmedPublisher publisher;
  private final Consumer<String> lost;
  private final String reader = UUID.randomUUID().toString();
  private long number;
  private CompletableFuture<Void> onItsWay;
  private CompletableFuture<Void> next;
  private static final byte[] NOTHING = {};
  private final CompletableFuture<Void> firstConfirm = new CompletableFuture<>();
  private volatile long confirmedAt;
  private volatile boolean confirmed;

  Marks(String stream, ConfirmedPublisher publisher, Consumer<String> lost) {
    this.stream = stream;
    this.publisher = publisher;
    this.lost = lost;
  }

  /** Whether a record is a mark of whomever: version 1.0.0 knows them by their type. */
  static boolean isMark(BasicProperties properties) {
    return TYPE.equals(properties.getType()) || Headers.all(properties).containsKey(Headers.MARK);
  }

  /** Returns what completes when a mark has come by that is written after this call. */
  CompletableFuture<Void> ask() {
    CompletableFuture<Void> answer;
    Message mark;
    synchronized (this) {
      if (onItsWay != null) {
        if (next == null) {
          next = new CompletableFuture<>();
        }
        return next;
      }
      onItsWay = new CompletableFuture<>();
      answer = onItsWay;
      mark = nextMark();
    }
    publish(mark);
    return answer;
  }

  /** Returns what completes when the stream has the first mark, and so is not empty. */
  CompletableFuture<Void> firstConfirm() {
    return firstConfirm;
  }

  /** A mark was read. */
  void cameBy(BasicProperties properties) {
    CompletableFuture<Void> answered;
    Message mark = null;
    synchronized (this) {
      if (onItsWay == null || !id().equals(properties.getMessageId())) {
        return;
      }
      answered = onItsWay;
      onItsWay = next;
      next = null;
      confirmed = false;
      if (onItsWay != null) {
        mark = nextMark();
      }
    }
    answered.complete(null);
    if (mark != null) {
      publish(mark);
    }
  }

  /**
   * Returns how long ago the broker confirmed the mark that is on its way, zero if there is none.
   */
  Duration waitingSinceConfirm() {
    return confirmed ? Duration.ofNanos(System.nanoTime() - confirmedAt) : Duration.ZERO;
  }

  private String id() {
    return reader + "-" + number;
  }

  private Message nextMark() {
    number++;
    confirmed = false;
    BasicProperties properties =
        new BasicProperties.Builder()
            .deliveryMode(2)
            .type(TYPE)
            .messageId(id())
            .headers(Map.of(Headers.MARK, id()))
            .build();
    return Message.to(stream, properties, NOTHING);
  }

  private void publish(Message mark) {
    publisher.publish(
        mark,
        new Confirmation() {
          @Override
          public void confirmed() {
            confirm(mark);
          }

          @Override
          public void failed(NotConfirmedException why) {
            firstConfirm.completeExceptionally(why);
            lost.accept("cannot write to %s: %s".formatted(stream, why.getMessage()));
          }
        });
  }

  /** It may have come by before it is confirmed. */
  private synchronized void confirm(Message mark) {
    firstConfirm.complete(null);
    if (onItsWay != null && id().equals(mark.properties().getMessageId())) {
      confirmedAt = System.nanoTime();
      confirmed = true;
    }
  }
}
