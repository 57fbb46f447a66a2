package payments.consumer.clientlog;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.agrona.collections.LongHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.Client;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.amqp.Confirmation;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Copies;
import payments.common.amqp.Failures;
import payments.common.amqp.Message;
import payments.common.amqp.NotConfirmedException;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Outcome;
import payments.consumer.event.Event;
import payments.consumer.log.LogReader;

/**
 * The log of registrations during a session: what makes clients known, and keeps them known after a
 * restart and to other consumers. Any thread may use it.
 */
public final class ClientLog {
  private static final Logger log = LoggerFactory.getLogger(ClientLog.class);

  /** How many clients that the log has lost are written back ahead of their confirms. */
  private static final int WINDOW = 1_000;

  private final RegisteredClients clients;
  private final LongConsumer known;
  private final ConfirmedPublisher publisher;
  private final LogReader reader;
  private final Consumer<String> lost;

  /** How many clients are to be written back still. */
  private final AtomicInteger left = new AtomicInteger();

  private final CompletableFuture<Void> writtenBack = new CompletableFuture<>();

  /** Known before the session and not read in it so far; null once it is no more of use. */
  private LongHashSet unread;

  private ClientLog(RegisteredClients clients, LongConsumer known) {
    this.clients = clients;
    this.known = known;
    this.publisher = null;
    this.reader = null;
    this.lost = why -> {};
  }

  private ClientLog(
      Channel channel,
      ConfirmedPublisher publisher,
      RegisteredClients clients,
      LongConsumer known,
      Consumer<String> lost) {
    this.clients = clients;
    this.known = known;
    this.publisher = publisher;
    this.lost = lost;
    this.unread = clients.copy();
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
   * Returns one that keeps nothing, for brokers without streams: registrations last as long as the
   * process.
   *
   * @param known hears of each client that becomes known
   */
  public static ClientLog none(RegisteredClients clients, LongConsumer known) {
    return new ClientLog(clients, known);
  }

  /**
   * Returns one in a stream, which is not read yet.
   *
   * @param channel for reading alone
   * @param clients gets every client in the stream
   * @param known hears of each that becomes known
   * @param lost is told if the stream gives or takes no more, and why
   */
  public static ClientLog in(
      Channel channel,
      ConfirmedPublisher publisher,
      RegisteredClients clients,
      LongConsumer known,
      Consumer<String> lost) {
    return new ClientLog(channel, publisher, clients, known, lost);
  }

  /**
   * Starts to read.
   *
   * @return completes when all clients are known that were registered before
   */
  public CompletableFuture<Void> read() throws IOException {
    if (reader == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> read = reader.readAll();
    read.thenRun(this::writeBack)
        .exceptionally(
            failure -> {
              giveUp(failure);
              return null;
            });
    return read;
  }

  /** Whether all clients are known that were registered before the session. */
  public boolean isRead() {
    return reader == null || reader.isCaughtUp();
  }

  /** Whether a client's payments may be processed. */
  public boolean knows(long client) {
    return clients.contains(client);
  }

  /** Returns the reader of the stream, none where there are no streams. */
  public Optional<LogReader> reader() {
    return Optional.ofNullable(reader);
  }

  /**
   * Returns what is to be done about a registration: it goes to the log, whether the client is
   * known or not, for the log may be a new one.
   */
  public Outcome register(long client, Incoming registration) {
    Event registered = new Event.Registered(client);
    if (reader == null) {
      add(client);
      return new Outcome.Done(registered);
    }
    return new Outcome.Republish(
            Message.to(Names.CLIENTS_LOG, properties(registration), registration.body()),
            Optional.of(registered))
        .andThen(() -> add(client));
  }

  /** Without headers: there are some, of decimal numbers, that no stream takes. */
  private static BasicProperties properties(Incoming registration) {
    return Copies.properties(registration.properties(), Map.of())
        .builder()
        .type(null)
        .headers(null)
        .build();
  }

  private void add(long client) {
    if (clients.add(client)) {
      known.accept(client);
    }
  }

  private void read(byte[] body) {
    try {
      long client = MessageBody.clientIn(body);
      add(client);
      synchronized (this) {
        if (unread != null) {
          unread.remove(client);
        }
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
      unread = null;
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
