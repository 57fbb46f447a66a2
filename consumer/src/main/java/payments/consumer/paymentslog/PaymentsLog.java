package payments.consumer.paymentslog;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.Headers;
import payments.common.MalformedMessageException;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.Payment;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Message;
import payments.consumer.event.Event;
import payments.consumer.log.LogReader;

/**
 * The log of processed payments during a session: a payment is processed when its record is in it.
 * What others have processed is learnt from it. Any thread may use it.
 */
public final class PaymentsLog {
  private static final Logger log = LoggerFactory.getLogger(PaymentsLog.class);

  /** How many records are read at the start of a session, if there are so many. */
  private static final long TAIL = 250_000;

  /** Copies may come so much later than they are due, and clocks differ. */
  private static final Duration LATENESS = Duration.ofMinutes(1);

  /**
   * So long after it announced a payment, a consumer may still begin to process it: some seconds
   * less than others wait for its record.
   */
  public static final Duration TURN = Duration.ofSeconds(2);

  /** How often it is looked whether another consumer has processed what it announced. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final ProcessedPayments processed;
  private final Announcements announcements = new Announcements(System::nanoTime);
  private final boolean toExchange;
  private final ScheduledExecutorService timer;
  private final LogReader reader;

  /** Payments whose record is published and not confirmed. */
  private final Map<PaymentKey, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

  private PaymentsLog(ProcessedPayments processed) {
    this.processed = processed;
    this.toExchange = false;
    this.timer = null;
    this.reader = null;
  }

  private PaymentsLog(
      Channel channel,
      ConfirmedPublisher publisher,
      ProcessedPayments processed,
      boolean toExchange,
      ScheduledExecutorService timer,
      Consumer<String> lost) {
    this.processed = processed;
    this.toExchange = toExchange;
    this.timer = timer;
    this.reader =
        new LogReader(channel, Names.PAYMENTS_LOG, "payments", new Records(), publisher, lost);
  }

  /** Returns one that keeps nothing: what was processed is remembered in this process only. */
  public static PaymentsLog none(ProcessedPayments processed) {
    return new PaymentsLog(processed);
  }

  /**
   * Returns one in a stream, which is not read yet.
   *
   * @param channel for reading alone
   * @param processed gets every payment that is read
   * @param toExchange whether processed payments go to the exchange for them first
   * @param timer for what is asked later
   * @param lost is told if the stream gives or takes no more, and why
   */
  public static PaymentsLog in(
      Channel channel,
      ConfirmedPublisher publisher,
      ProcessedPayments processed,
      boolean toExchange,
      ScheduledExecutorService timer,
      Consumer<String> lost) {
    return new PaymentsLog(channel, publisher, processed, toExchange, timer, lost);
  }

  /**
   * Starts to read.
   *
   * @param longestWait for how long a copy may be out, of what was processed at once
   * @return completes when what was processed last is known
   */
  public CompletableFuture<Void> read(Duration longestWait) throws IOException {
    return reader == null
        ? CompletableFuture.completedFuture(null)
        : reader.readTail(TAIL, longestWait.plus(LATENESS));
  }

  /** Returns the reader of the stream, none if there is no log. */
  public Optional<LogReader> reader() {
    return Optional.ofNullable(reader);
  }

  /** Whether what is processed goes to the log, and so is known to other consumers. */
  public boolean isShared() {
    return reader != null;
  }

  /** Whether a payment was processed, as far as is known. */
  public boolean isProcessed(PaymentKey key) {
    return processed.contains(key);
  }

  /** Returns what completes when a payment is no more under way; none if it is not. */
  public Optional<CompletableFuture<Void>> underWay(PaymentKey key) {
    return Optional.ofNullable(underWay.get(key));
  }

  /**
   * Announces that payments are about to be processed.
   *
   * @return completes when all is known that has been processed and announced by now, by whomever
   */
  public CompletableFuture<Void> announce(Collection<PaymentKey> keys) {
    return reader.mark(Announcements.text(keys));
  }

  /** Whether a payment is this consumer's to process: nobody announced it before this one did. */
  public boolean isOurTurn(PaymentKey key) {
    return announcements.isOurs(key);
  }

  /** Whether a payment is another consumer's to process, as far as is known. */
  public boolean isTurnOfAnother(PaymentKey key) {
    return announcements.isOfAnother(key);
  }

  /** Returns what completes when another consumer may have processed what it announced. */
  public CompletableFuture<Void> afterTheOther() {
    CompletableFuture<Void> later = new CompletableFuture<>();
    timer.schedule(() -> later.complete(null), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return later;
  }

  /**
   * Takes a payment to process it: nobody else in this process does so until it is {@link #done} or
   * {@link #release released}.
   *
   * @return whether it was neither processed nor under way
   */
  public boolean claim(PaymentKey key) {
    if (underWay.putIfAbsent(key, new CompletableFuture<>()) != null) {
      return false;
    }
    if (processed.contains(key)) {
      release(key);
      return false;
    }
    return true;
  }

  /**
   * Notes that a payment is processed.
   *
   * @param copyDueMillis until when a copy of it may come back, in milliseconds of the epoch, 0 if
   *     none will
   */
  public void done(PaymentKey key, long copyDueMillis) {
    processed.add(key, copyDueMillis, System.currentTimeMillis());
    release(key);
  }

  /** Gives up the claim. */
  public void release(PaymentKey key) {
    CompletableFuture<Void> end = underWay.remove(key);
    if (end != null) {
      end.complete(null);
    }
  }

  /**
   * Returns what is to be published, each after the one before is confirmed, so that a payment is
   * processed: first to the exchange, so that a record proves that every bound queue has it.
   *
   * @param copyDueMillis when a copy of it comes back, in milliseconds of the epoch, 0 if none will
   */
  public List<Message> records(Carried payment, Event.Processed event, long copyDueMillis) {
    Map<String, Object> headers = new HashMap<>(payment.headers());
    headers.put(Headers.ATTEMPTS, event.attempts());
    headers.put(Headers.WAITED, event.waited().toMillis());
    headers.put(Headers.PROCESSED_AT, Instant.now().toEpochMilli());
    headers.put(Headers.CAUSE, event.cause().name().toLowerCase(Locale.ROOT));
    if (copyDueMillis > 0) {
      headers.put(Headers.COPY_DUE, copyDueMillis);
    }
    BasicProperties properties =
        new BasicProperties.Builder()
            .deliveryMode(2)
            .messageId(payment.messageId())
            .contentType(payment.contentType())
            .correlationId(payment.correlationId())
            .headers(headers)
            .build();
    Message record = Message.to(Names.PAYMENTS_LOG, properties, payment.body());
    return toExchange
        ? List.of(
            new Message(Names.PROCESSED_PAYMENTS, "", false, properties, payment.body()), record)
        : List.of(record);
  }

  private final class Records implements LogReader.Records {
    @Override
    public void add(BasicProperties properties, byte[] body) {
      try {
        Payment payment = MessageBody.paymentIn(body);
        PaymentKey key = PaymentKey.of(payment.messageId(properties.getMessageId()), payment.id());
        processed.add(
            key, Headers.millis(properties, Headers.COPY_DUE), System.currentTimeMillis());
        announcements.remove(key);
      } catch (MalformedMessageException e) {
        log.warn("record of {} passed over: {}", Names.PAYMENTS_LOG, e.getMessage());
      }
    }

    @Override
    public void mark(String writer, boolean ours, byte[] text) {
      announcements.read(writer, ours, text);
    }
  }
}
