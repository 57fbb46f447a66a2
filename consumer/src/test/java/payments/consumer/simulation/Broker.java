package payments.consumer.simulation;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import payments.common.Headers;
import payments.common.Names;
import payments.common.amqp.Message;
import payments.consumer.desk.Source;

/** A broker with the queues, streams and exchanges of this program, and the faults it may have. */
final class Broker {
  /** What it says to a message. */
  enum Answer {
    CONFIRMED,
    REFUSED,
    RETURNED,
    /** It is larger than what is taken: the channel is closed. */
    TOO_LARGE
  }

  private final World world;
  private final Map<String, MessageQueue> queues = new HashMap<>();
  final LogStream clientsLog = new LogStream(Names.CLIENTS_LOG);
  final LogStream paymentsLog = new LogStream(Names.PAYMENTS_LOG);
  private final List<ConsumerSession> sessions = new ArrayList<>();

  /** Who refuses messages for now. */
  private final Set<String> full = new HashSet<>();

  private final Set<String> everFull = new HashSet<>();
  private long blockedUntil;
  private long silentUntil;
  private boolean allIsWell;
  private int largestMessage = Integer.MAX_VALUE;

  Broker(World world) {
    this.world = world;
    for (Source source : Source.values()) {
      boolean retrying = source == Source.WAITED && world.scenario().mode().name().equals("native");
      boolean counting = retrying || world.scenario().quorum();
      queues.put(source.queue(), new MessageQueue(world, source.queue(), counting, retrying));
    }
  }

  MessageQueue queue(String name) {
    return queues.get(name);
  }

  // What is published

  /** A message arrives, and is kept or not. */
  Answer take(Message message) {
    String to = message.exchange().isEmpty() ? message.routingKey() : message.exchange();
    if (message.body().length > largestMessage) {
      return Answer.TOO_LARGE;
    }
    if (full.contains(to)) {
      return Answer.REFUSED;
    }
    Message kept = asReceived(message);
    if (to.equals(Names.CLIENTS_LOG)) {
      append(clientsLog, kept);
    } else if (to.equals(Names.PAYMENTS_LOG)) {
      if (!paymentsLog.isThere()) {
        return Answer.RETURNED;
      }
      append(paymentsLog, kept);
    } else if (to.equals(Names.DEAD_LETTERS)) {
      world.ledger().putAside(kept);
    } else if (to.equals(Names.PROCESSED_PAYMENTS)) {
      world.ledger().handedOn(kept);
    } else if (to.equals(Names.PAYMENTS)) {
      long delay = ((Number) Headers.all(kept.properties()).get(Headers.DELAY)).longValue();
      world.ledger().arrived(kept);
      wait(kept, delay, false);
    } else if (queues.containsKey(to)) {
      world.ledger().arrived(kept);
      queues.get(to).add(kept);
    } else {
      String delay = to.substring((Names.PAYMENT_REPROCESSOR + ".wait.").length());
      world.ledger().arrived(kept);
      wait(
          kept,
          Long.parseLong(delay.substring(0, delay.length() - 2)),
          !allIsWell && world.chance().oneIn(30));
    }
    return Answer.CONFIRMED;
  }

  /** A stream may get a record twice, when its leader changes. */
  private void append(LogStream log, Message record) {
    for (int times = !allIsWell && !world.scenario().calm() && world.chance().oneIn(100) ? 2 : 1;
        times > 0;
        times--) {
      world.ledger().logged(log, record);
      log.append(record);
    }
  }

  private void wait(Message message, long millis, boolean twice) {
    long time = millis * Timeline.MILLI + world.chance().latency();
    world.timeline().in(time, () -> handOn(message, twice));
  }

  /** Dead-lettering at least once: what is not confirmed is sent again. */
  private void handOn(Message message, boolean again) {
    MessageQueue queue = queues.get(Names.PAYMENT_REPROCESSOR);
    if (full.contains(queue.name)) {
      world.timeline().in(world.chance().millis(100, 2_000), () -> handOn(message, again));
      return;
    }
    queue.add(message);
    if (again) {
      world.ledger().arrived(message);
      world.timeline().in(world.chance().millis(0, 3_000), () -> queue.add(message));
    }
  }

  /** The client reads texts in another form than it writes them. */
  private static Message asReceived(Message message) {
    Map<String, Object> headers = new HashMap<>(Headers.all(message.properties()));
    headers.replaceAll((name, value) -> value instanceof String text ? longString(text) : value);
    BasicProperties properties = message.properties().builder().headers(headers).build();
    return new Message(
        message.exchange(), message.routingKey(), message.mandatory(), properties, message.body());
  }

  private static LongString longString(String text) {
    return LongStringHelper.asLongString(text);
  }

  /** A message was acknowledged. */
  void left(Message message) {
    world.ledger().left(message);
  }

  // Connections

  void opened(ConsumerSession session) {
    sessions.add(session);
    clientsLog.declare();
    paymentsLog.declare();
  }

  void closed(ConsumerSession session) {
    sessions.remove(session);
  }

  // Faults

  /** Nothing goes wrong any more. */
  void allIsWell() {
    allIsWell = true;
  }

  void setFull(String destination, boolean isFull) {
    world
        .trace()
        .say("broker", isFull ? "%s takes nothing" : "%s takes messages again", destination);
    if (isFull) {
      full.add(destination);
      everFull.add(destination);
    } else {
      full.remove(destination);
    }
  }

  boolean hasBeenFull(String destination) {
    return everFull.contains(destination);
  }

  /** It reads nothing of those who publish. */
  void block(long nanos) {
    world.trace().say("broker", "blocks publishers for %d ms", nanos / Timeline.MILLI);
    blockedUntil = world.timeline().now() + nanos;
    sessions.forEach(session -> session.blocked(true));
    world
        .timeline()
        .at(
            blockedUntil,
            () -> {
              if (world.timeline().now() >= blockedUntil) {
                world.trace().say("broker", "reads from publishers again");
                sessions.forEach(session -> session.blocked(false));
              }
            });
  }

  boolean isBlocked() {
    return world.timeline().now() < blockedUntil;
  }

  long blockedUntil() {
    return blockedUntil;
  }

  /** Confirms of this time do not reach anybody. */
  void loseConfirms(long nanos) {
    world.trace().say("broker", "loses confirms for %d ms", nanos / Timeline.MILLI);
    silentUntil = world.timeline().now() + nanos;
  }

  boolean losesConfirms() {
    return world.timeline().now() < silentUntil;
  }

  void deletePaymentsLog() {
    world.trace().say("broker", "payments-log is deleted");
    world.ledger().deleted();
    paymentsLog.delete();
  }

  void setLargestMessage(int bytes) {
    world.trace().say("broker", "takes no messages of more than %d bytes", bytes);
    largestMessage = bytes;
  }

  int largestMessage() {
    return largestMessage;
  }
}
