package payments.consumer.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.agrona.collections.LongHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.Client;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.amqp.Confirmation;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Failures;
import payments.common.amqp.Message;
import payments.common.amqp.NotConfirmedException;
import payments.consumer.desk.Input;

/**
 * The log of registrations during a session: reads it, tells the desk who is in it, and writes back
 * who was lost from it. Any thread may use it.
 */
public final class ClientLog {
  private static final Logger log = LoggerFactory.getLogger(ClientLog.class);

  /** How many clients that the log has lost are written back ahead of their confirms. */
  private static final int WINDOW = 1_000;

  private final Carrier carrier;
  private final ConfirmedPublisher publisher;
  private final LogReader reader;
  private final Consumer<String> lost;

  /** How many clients are to be written back still. */
  private final AtomicInteger left = new AtomicInteger();

  private final CompletableFuture<Void> writtenBack = new CompletableFuture<>();

  /** Known before the session and not read in it so far; empty once it is no more of use. */
  private LongHashSet unread;

  /**
   * Prepares to read.
   *
   * @param channel for reading alone
   * @param known before the session, a set that nobody else uses
   * @param lost is told if the stream gives or takes no more, and why
   */
  public ClientLog(
      Channel channel,
      ConfirmedPublisher publisher,
      Carrier carrier,
      LongHashSet known,
      Consumer<String> lost) {
    this.carrier = carrier;
    this.publisher = publisher;
    this.lost = lost;
    this.unread = known;
    this.reader =
        new LogReader(
            channel,
            Names.CLIENTS_LOG,
            "registrations",
            (properties, body) -> read(body),
            publisher,
            lost);
  }

  /**
   * Starts to read.
   *
   * @return completes when all clients are known that were registered before
   */
  public CompletableFuture<Void> read() throws IOException {
    CompletableFuture<Void> read = reader.readAll();
    read.thenRun(() -> carrier.tell(new Input.ClientsComplete()))
        .thenRun(this::writeBack)
        .exceptionally(
            failure -> {
              giveUp(failure);
              return null;
            });
    return read;
  }

  /** Returns what reads the stream. */
  public LogReader reader() {
    return reader;
  }

  private void read(byte[] body) {
    try {
      long client = MessageBody.keptClientIn(body);
      carrier.tell(new Input.ClientRead(client));
      synchronized (this) {
        unread.remove(client);
      }
    } catch (MalformedMessageException e) {
      log.warn("record of {} passed over: {}", Names.CLIENTS_LOG, e.getMessage());
    }
  }

  /** A log that was deleted, or cut by a retention policy, gets back the clients known here. */
  private void writeBack() {
    LongHashSet missing;
    synchronized (this) {
      missing = unread;
      unread = new LongHashSet();
    }
    left.set(missing.size());
    if (missing.isEmpty()) {
      writtenBack.complete(null);
      return;
    }
    log.warn(
        "{} clients known here are not in {}: they are written to it again",
        missing.size(),
        Names.CLIENTS_LOG);
    Thread thread = new Thread(() -> writeBack(missing), "write back");
    thread.setDaemon(true);
    thread.start();
  }

  /** If one is not taken the session ends, for the next one tries again. */
  private void writeBack(LongHashSet missing) {
    Semaphore window = new Semaphore(WINDOW);
    LongHashSet.LongIterator each = missing.iterator();
    try {
      while (each.hasNext() && !writtenBack.isCompletedExceptionally()) {
        window.acquireUninterruptibly();
        publisher.publish(
            recordOf(each.nextValue()),
            new Confirmation() {
              @Override
              public void confirmed() {
                window.release();
                if (left.decrementAndGet() == 0) {
                  writtenBack.complete(null);
                }
              }

              @Override
              public void failed(NotConfirmedException why) {
                window.release();
                if (why.reason() == NotConfirmedException.Reason.LOST) {
                  writtenBack.completeExceptionally(why); // the session is over, and says why
                } else {
                  giveUp(why);
                }
              }
            });
      }
    } catch (RuntimeException | Error e) {
      giveUp(e);
    }
  }

  private void giveUp(Throwable why) {
    if (writtenBack.completeExceptionally(why)) {
      lost.accept(
          "a client cannot be written back to %s: %s"
              .formatted(Names.CLIENTS_LOG, Failures.reason(why)));
    }
  }

  /** Returns how many clients that the log has lost are not in it again, as far as is known. */
  public int leftToWriteBack() {
    return left.get();
  }

  /** Returns what completes when all of these are in it; exceptionally, if one is not taken. */
  public CompletableFuture<Void> writtenBack() {
    return writtenBack;
  }

  private static Message recordOf(long client) {
    BasicProperties properties =
        new BasicProperties.Builder().contentType("application/json").deliveryMode(2).build();
    return Message.to(Names.CLIENTS_LOG, properties, MessageBody.of(new Client(client, "unknown")));
  }
}
