package payments.consumer.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Message;
import payments.common.amqp.QueueType;
import payments.consumer.delay.DelayMode;
import payments.consumer.delay.DelayModes;
import payments.consumer.desk.Desk;
import payments.consumer.desk.Effect;
import payments.consumer.desk.Input;
import payments.consumer.desk.Memory;
import payments.consumer.desk.Patience;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.desk.Source;
import payments.consumer.desk.Terms;
import payments.consumer.event.EventListener;

/** What carries out what a desk decides, to channels that say nothing by themselves. */
final class StandInSession implements Carrier.Surroundings {
  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));
  private static final DelayMode MODE = new DelayModes(SCHEDULE, QueueType.CLASSIC).named("ladder");

  final StandInChannel publishing = new StandInChannel();
  final StandInChannel payments = new StandInChannel();
  final Memory memory = new Memory();
  final Messages messages = new Messages(MODE, "a");

  /** Lines of events and what was settled, in their order. */
  final List<String> done = payments.heard;

  final List<Runnable> later = new ArrayList<>();
  final List<String> told = new CopyOnWriteArrayList<>();
  final List<CompletableFuture<Void>> marks = new ArrayList<>();
  Consumer<String> onWarning = told::add;

  final ConfirmedPublisher publisher;
  final Journal journal;
  final Carrier carrier;
  final Inbox inbox;

  /** Payments are given up at once, as soon as all clients are known. */
  StandInSession() {
    Terms terms =
        Terms.of(new Patience(SCHEDULE, Optional.of(Duration.ZERO)), Terms.Log.SHARED, false, 500);
    Desk desk = new Desk(memory, terms, MODE);
    journal = journal(done);
    try {
      publisher = new ConfirmedPublisher(publishing.channel());
      carrier = new Carrier(desk, memory, messages, publisher, journal, later::add, this);
      inbox = inbox(payments, message -> carrier.delivered(Source.PAYMENTS, message));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    carrier.add(inbox);
  }

  /** Returns a journal that adds its lines to a list, without the time. */
  static Journal journal(List<String> lines) {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int one) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void write(byte[] some) {
            new String(some, StandardCharsets.UTF_8).lines().forEach(lines::add);
          }
        };
    return new Journal(() -> JournalTest.WITHOUT_TIME, out, EventListener.NONE, failure -> {});
  }

  static Inbox inbox(StandInChannel channel, Consumer<Incoming> delivered) throws IOException {
    Inbox inbox = new Inbox(channel.channel(), Source.PAYMENTS, 500);
    inbox.prepare(
        new Inbox.Listener() {
          @Override
          public void delivered(Incoming message) {
            delivered.accept(message);
          }

          @Override
          public void consuming(int consumer) {}

          @Override
          public void roomMade() {}

          @Override
          public void lost(String why) {}
        });
    return inbox;
  }

  /** A payment of client 1. */
  static Message payment(long id) {
    return Message.to(
        "payment-processor",
        new BasicProperties.Builder().messageId("message " + id).build(),
        "{\"id\":%d,\"clientId\":1,\"value\":300}".formatted(id).getBytes(StandardCharsets.UTF_8));
  }

  void deliver(long tag, Message message) throws IOException {
    payments.deliver(tag, message.properties(), message.body());
  }

  void knowTheClient() {
    carrier.tell(new Input.ClientRead(1));
  }

  void runLater() {
    List.copyOf(later).forEach(Runnable::run);
    later.clear();
  }

  /** Returns the lines of events and what was settled, in their order, once all is. */
  List<String> done() throws InterruptedException {
    journal.close(Duration.ofSeconds(10));
    return done.subList(0, done.size() - 1); // without the summary
  }

  @Override
  public void warn(String text) {
    onWarning.accept(text);
  }

  @Override
  public void changeChannel() {
    told.add("another channel");
  }

  @Override
  public CompletableFuture<Void> mark() {
    CompletableFuture<Void> mark = new CompletableFuture<>();
    marks.add(mark);
    return mark;
  }

  @Override
  public void end(Effect.EndSession why) {
    told.add("the end: " + why.why());
  }

  @Override
  public void failed(Throwable failure) {
    told.add("failed: " + failure.getMessage());
  }
}
