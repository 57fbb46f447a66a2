package payments.consumer.simulation;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Map;
import payments.common.Headers;
import payments.common.amqp.Message;

/**
 * A session's reader of a stream, with the marks by which it learns that it has read all. One mark
 * is on its way at a time: the next one is for all who have asked meanwhile.
 */
final class LogFollower {
  /** Gets what is read. */
  interface Reader {
    void record(BasicProperties properties, byte[] body);

    void mark(BasicProperties properties, byte[] body);
  }

  private static final int MOST_AT_ONCE = 20;

  private final World world;
  private final ConsumerSession session;
  private final LogStream stream;
  private final Worker worker;
  private final Reader reader;
  private final String name;
  private int next;
  private boolean waking;
  private boolean following;
  private int marks;
  private Runnable onItsWay;
  private Runnable afterIt;

  /** When the mark that is on its way was confirmed, none so far. */
  private long confirmed = Long.MAX_VALUE;

  LogFollower(
      World world, ConsumerSession session, LogStream stream, Worker worker, Reader reader) {
    this.world = world;
    this.session = session;
    this.stream = stream;
    this.worker = worker;
    this.reader = reader;
    this.name = session.toString() + "/" + stream.name + "/";
  }

  // What the broker does

  /** There is something to read. */
  void wake() {
    if (!waking && following && next < stream.size()) {
      waking = true;
      world.timeline().in(world.chance().latency(), this::give);
    }
  }

  private void give() {
    waking = false;
    int most = world.chance().from(1, MOST_AT_ONCE);
    for (int i = 0; i < most && following && next < stream.size(); i++) {
      Message record = stream.get(next++);
      worker.submit(() -> read(record));
    }
    wake();
  }

  void cancelled() {
    following = false;
    world
        .timeline()
        .in(world.chance().latency(), () -> session.lose("the broker cancelled " + stream.name));
  }

  void end() {
    following = false;
    stream.remove(this);
  }

  // What the session does

  private Runnable read(Message record) {
    BasicProperties properties = record.properties();
    if (Headers.all(properties).containsKey(Headers.MARK)) {
      reader.mark(properties, record.body());
      cameBy(properties);
    } else {
      reader.record(properties, record.body());
    }
    return () -> {};
  }

  /**
   * Starts to read all. The first mark is confirmed before, so the stream is not empty.
   *
   * @param caughtUp runs when all is read that is there now
   */
  void follow(Runnable caughtUp) {
    onItsWay = caughtUp;
    publishMark(
        () -> {
          if (!following && session.connection().isOpen()) {
            following = true;
            stream.add(this);
          }
        });
  }

  /** Has something run when all is read that is in the stream now. */
  void ask(Runnable answered) {
    if (onItsWay != null) {
      Runnable others = afterIt;
      afterIt =
          others == null
              ? answered
              : () -> {
                others.run();
                answered.run();
              };
      return;
    }
    onItsWay = answered;
    publishMark(() -> {});
  }

  /** Whether a mark that the broker has does not come by. */
  boolean isStalled(long patience) {
    return onItsWay != null && world.timeline().now() - patience > confirmed;
  }

  private void publishMark(Runnable whenConfirmed) {
    confirmed = Long.MAX_VALUE;
    String id = name + ++marks;
    BasicProperties properties =
        new BasicProperties.Builder().messageId(id).headers(Map.of(Headers.MARK, id)).build();
    session.publish(
        Message.to(stream.name, properties, new byte[0]),
        new ConsumerSession.Answers() {
          @Override
          public void confirmed() {
            confirmed = world.timeline().now();
            whenConfirmed.run();
          }

          @Override
          public void refused() {
            session.lose("cannot write to " + stream.name);
          }

          @Override
          public void returned() {
            session.lose("there is no " + stream.name);
          }
        });
  }

  private void cameBy(BasicProperties properties) {
    if (onItsWay == null || !(name + marks).equals(properties.getMessageId())) {
      return;
    }
    Runnable answered = onItsWay;
    onItsWay = afterIt;
    afterIt = null;
    answered.run();
    if (onItsWay != null) {
      publishMark(() -> {});
    }
  }
}
