package payments.consumer.matching;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.amqp.ConfirmedPublisher;

/**
 * Reads the stream of registrations from its first record and goes on as others add to it. All that
 * was in it at the start has been read when a mark, published at the start, comes by.
 */
public final class ClientLogReader extends DefaultConsumer {
  private static final Logger log = LoggerFactory.getLogger(ClientLogReader.class);
  private static final int PREFETCH = 2_000;
  private static final int ACKNOWLEDGE_EVERY = 500;
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(2);

  private final String stream;
  private final RegisteredClients clients;
  private final Consumer<String> lost;
  private final String mark = UUID.randomUUID().toString();
  private final CompletableFuture<Long> replayed = new CompletableFuture<>();

  private long records;
  private long nextProgress = System.nanoTime() + PROGRESS_EVERY.toNanos();

  /**
   * Prepares to read.
   *
   * @param clients gets every client in the stream
   * @param lost is told if the records end, and why
   */
  public ClientLogReader(
      Channel channel, String stream, RegisteredClients clients, Consumer<String> lost) {
    super(channel);
    this.stream = stream;
    this.clients = clients;
    this.lost = lost;
  }

  /**
   * Starts to read.
   *
   * @param publisher for the mark
   * @return completes with the number of records when all that was there has been read
   */
  public CompletableFuture<Long> open(ConfirmedPublisher publisher) throws IOException {
    publisher
        .publish(LogRecord.mark(stream, mark))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                lost.accept("cannot write to " + stream + ": " + failure.getMessage());
              }
            });
    getChannel().basicQos(PREFETCH);
    getChannel().basicConsume(stream, false, Map.of("x-stream-offset", "first"), this);
    return replayed;
  }

  @Override
  public void handleDelivery(
      String tag, Envelope envelope, BasicProperties properties, byte[] body) {
    if (!LogRecord.isMark(properties)) {
      add(body);
    } else if (LogRecord.isMark(properties, mark)) {
      replayed.complete(records);
    }
    acknowledge(envelope.getDeliveryTag());
  }

  private void add(byte[] body) {
    try {
      clients.add(MessageBody.clientIn(body));
    } catch (MalformedMessageException e) {
      log.warn("record of {} passed over: {}", stream, e.getMessage());
    }
    records++;
    if (!replayed.isDone() && System.nanoTime() - nextProgress >= 0) {
      log.info("reading {}: {} registrations so far", stream, records);
      nextProgress += PROGRESS_EVERY.toNanos();
    }
  }

  /**
   * A stream forgets nothing: this only asks for more. None is left without, once it knows all: up
   * to 4.2, RabbitMQ closes the channel half an hour after a delivery that is not acknowledged.
   */
  private void acknowledge(long deliveryTag) {
    if (deliveryTag % ACKNOWLEDGE_EVERY == 0 || replayed.isDone()) {
      try {
        getChannel().basicAck(deliveryTag, true);
      } catch (IOException | AlreadyClosedException e) {
        log.debug("no more of {}", stream, e);
      }
    }
  }

  @Override
  public void handleCancel(String tag) {
    lost.accept("the broker cancelled the consumer of stream " + stream);
  }

  @Override
  public void handleShutdownSignal(String tag, ShutdownSignalException cause) {
    lost.accept(cause.getMessage());
  }
}
