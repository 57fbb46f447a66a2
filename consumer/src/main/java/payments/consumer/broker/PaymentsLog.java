package payments.consumer.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import payments.common.MalformedMessageException;
import payments.common.Names;
import payments.common.amqp.ConfirmedPublisher;
import payments.consumer.desk.Input;

/** Reads the log of payments during a session, and tells the desk what is in it. */
public final class PaymentsLog {
  private static final Logger log = LoggerFactory.getLogger(PaymentsLog.class);

  /** How many records are read at the start of a session, if there are so many. */
  private static final long TAIL = 250_000;

  /** Copies may come so much later than they are due, and clocks differ. */
  private static final Duration LATENESS = Duration.ofMinutes(1);

  private final Carrier carrier;
  private final Messages messages;
  private final LogReader reader;

  /**
   * Prepares to read.
   *
   * @param channel for reading alone
   * @param publisher for the marks
   * @param lost is told if the stream gives or takes no more, and why
   */
  public PaymentsLog(
      Channel channel,
      ConfirmedPublisher publisher,
      Carrier carrier,
      Messages messages,
      Consumer<String> lost) {
    this.carrier = carrier;
    this.messages = messages;
    this.reader =
        new LogReader(channel, Names.PAYMENTS_LOG, "payments", new Records(), publisher, lost);
  }

  /**
   * Starts to read.
   *
   * @param longestWait for how long a copy may be out, of what was processed at once
   * @return completes when what was decided last is known
   */
  public CompletableFuture<Void> read(Duration longestWait) throws IOException {
    return reader.readTail(TAIL, longestWait.plus(LATENESS));
  }

  /** Returns what reads the stream. */
  public LogReader reader() {
    return reader;
  }

  private final class Records implements LogReader.Records {
    /** What this process wrote is known by its number alone. */
    private boolean isOwn(BasicProperties properties) {
      OptionalLong number = messages.ownNumber(properties);
      boolean own = number.isPresent() && carrier.expects(number.getAsLong());
      if (own) {
        carrier.tell(new Input.OwnRead(number.getAsLong()));
      }
      return own;
    }

    @Override
    public void add(BasicProperties properties, byte[] body) {
      if (!isOwn(properties)) {
        try {
          carrier.tell(Messages.record(properties, body));
        } catch (MalformedMessageException e) {
          log.warn("record of {} passed over: {}", Names.PAYMENTS_LOG, e.getMessage());
        }
      }
    }

    @Override
    public void mark(BasicProperties properties, byte[] body) {
      if (!isOwn(properties)) {
        Messages.mark(properties, body).ifPresent(carrier::tell);
      }
    }
  }
}
