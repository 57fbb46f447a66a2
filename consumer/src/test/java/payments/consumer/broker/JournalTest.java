package payments.consumer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import payments.consumer.desk.Source;
import payments.consumer.event.Event;
import payments.consumer.event.EventFormat;
import payments.consumer.event.EventListener;
import payments.consumer.event.TextFormat;

@Timeout(30)
class JournalTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  static final EventFormat WITHOUT_TIME =
      (time, event, lines) -> {
        int start = lines.length();
        new TextFormat().append(time, event, lines);
        lines.delete(start, start + "12:00:00.123 ".length());
      };

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** Nothing can be written to it. */
  private static final class Broken extends OutputStream {
    private final Throwable why;

    Broken(Throwable why) {
      this.why = why;
    }

    @Override
    public void write(int something) throws IOException {
      if (why instanceof IOException io) {
        throw io;
      }
      throw (RuntimeException) why;
    }
  }

  /** Tells when it is flushed. */
  private static final class Flushed extends OutputStream {
    private final CompletableFuture<Void> flush = new CompletableFuture<>();

    @Override
    public void write(int something) {}

    @Override
    public void flush() {
      flush.complete(null);
    }
  }

  private Journal journal() {
    return new Journal(() -> WITHOUT_TIME, out, EventListener.NONE, failures::add);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void eventsAreWrittenInOrderAndTheSummaryLast() throws Exception {
    Journal journal = journal();

    journal.write(
        new Event.Ready("RabbitMQ 4.3.6", "native", "the broker can", "payments-log", "host:5672"));
    journal.write(new Event.Registered(1));
    journal.write(new Event.Duplicate(7, 1));
    journal.write(new Event.Duplicate(8, 1));
    journal.close(PATIENCE);

    assertThat(lines())
        .containsExactly(
            "ready: RabbitMQ 4.3.6 at host:5672, delay native, log payments-log",
            "client 1 registered",
            "payment 7 of client 1 is a duplicate, not processed again",
            "payment 8 of client 1 is a duplicate, not processed again",
            "stopped: 1 registered, 0 processed, 0 postponed, 2 duplicates, 0 dead-lettered");
    assertThat(failures).isEmpty();
  }

  @Test
  void withoutEventsThereIsASummaryOnly() throws Exception {
    journal().close(PATIENCE);

    assertThat(lines())
        .containsExactly(
            "stopped: 0 registered, 0 processed, 0 postponed, 0 duplicates, 0 dead-lettered");
  }

  @Test
  void everyLineEndsWithOneLineFeed() throws Exception {
    Journal journal = journal();

    journal.write(new Event.Registered(1));
    assertThat(journal.close(PATIENCE)).isTrue();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("client 1 registered\nstopped: ")
        .endsWith(" dead-lettered\n");
  }

  @Test
  void linesAreWrittenInUtf8() throws Exception {
    Journal journal = journal();

    journal.write(new Event.DeadLettered("queue", "malformed", "was Zoë 😀"));
    journal.close(PATIENCE);

    assertThat(lines()).contains("message of queue dead-lettered, malformed: was Zoë 😀");
  }

  @Test
  void listenerHearsOfWhatIsWritten() throws Exception {
    Queue<Event> heard = new ConcurrentLinkedQueue<>();
    Journal journal =
        new Journal(() -> WITHOUT_TIME, out, (time, event) -> heard.add(event), failures::add);

    journal.write(new Event.Registered(1));
    journal.close(PATIENCE);

    assertThat(heard).startsWith(new Event.Registered(1)).hasSize(2);
  }

  @Test
  void anEventIsFlushedWithoutWaitingForMore() {
    Flushed flushed = new Flushed();

    new Journal(() -> WITHOUT_TIME, flushed, EventListener.NONE, failures::add)
        .write(new Event.Registered(1));

    assertThat(flushed.flush).succeedsWithin(PATIENCE);
  }

  @Test
  void eventsOfManyThreadsAreAllWrittenWhole() throws Exception {
    Journal journal = journal();

    IntStream.rangeClosed(1, 10_000)
        .parallel()
        .forEach(id -> journal.write(new Event.Registered(id)));
    journal.close(PATIENCE);

    assertThat(lines())
        .hasSize(10_001)
        .containsAll(
            IntStream.rangeClosed(1, 10_000).mapToObj("client %d registered"::formatted).toList())
        .last()
        .asString()
        .startsWith("stopped: 10000 registered");
  }

  @Test
  void whatIsWrittenAfterTheEndIsNotSaid() throws Exception {
    Journal journal = journal();
    journal.close(PATIENCE);

    journal.write(new Event.Registered(1));

    assertThat(lines()).hasSize(1);
  }

  @Test
  void theRestIsSettledAfterWhatCameBeforeIsWritten() {
    Journal journal = journal();
    journal.write(new Event.Registered(1));

    CompletableFuture<Void> settled = journal.requeueRest(new Inbox(null, Source.PAYMENTS, 1));

    assertThat(settled).succeedsWithin(PATIENCE);
    assertThat(lines()).containsExactly("client 1 registered");
  }

  static Stream<Throwable> reasons() {
    return Stream.of(
        new IOException("no space left on device"), new IllegalStateException("no stream"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void aFailureToWriteIsReportedOnce(Throwable why) throws Exception {
    Journal journal =
        new Journal(() -> WITHOUT_TIME, new Broken(why), EventListener.NONE, failures::add);

    journal.write(new Event.Registered(1));
    journal.write(new Event.Registered(2));
    journal.close(PATIENCE);

    assertThat(failures).containsExactly(why);
  }

  @Test
  void aFailureToFormatIsReported() throws Exception {
    IllegalStateException why = new IllegalStateException("no format");
    EventFormat broken =
        (time, event, lines) -> {
          throw why;
        };
    Journal journal = new Journal(() -> broken, out, EventListener.NONE, failures::add);

    journal.write(new Event.Registered(1));
    journal.close(PATIENCE);

    assertThat(failures).containsExactly(why);
  }

  @Test
  void aFormatThatCannotBeMadeIsAFailure() throws Exception {
    IllegalStateException why = new IllegalStateException("no format");
    Journal journal =
        new Journal(
            () -> {
              throw why;
            },
            out,
            EventListener.NONE,
            failures::add);

    journal.close(PATIENCE);

    assertThat(failures).containsExactly(why);
  }

  @Test
  void aMessageIsNotSettledWhoseEventCannotBeWritten() throws Exception {
    Journal journal =
        new Journal(
            () -> WITHOUT_TIME, new Broken(new IOException()), EventListener.NONE, failures::add);
    Inbox inbox = new Inbox(null, Source.PAYMENTS, 1); // without a channel nothing can be settled

    journal.acknowledge(inbox, 1, Instant.now(), Optional.of(new Event.Registered(1)));
    journal.close(PATIENCE);

    assertThat(failures).hasSize(1);
  }

  @Test
  void closingAfterAFailureDoesNotWait() throws Exception {
    CompletableFuture<Throwable> failed = new CompletableFuture<>();
    Journal journal =
        new Journal(
            () -> WITHOUT_TIME,
            new Broken(new IOException()),
            EventListener.NONE,
            failed::complete);
    journal.write(new Event.Registered(1));
    assertThat(failed).succeedsWithin(PATIENCE);

    assertThat(journal.close(PATIENCE)).isFalse();
  }

  @Test
  void aMessageIsSettledOnceItsEventIsWrittenAndLetsGoOfItsBody() throws Exception {
    StandInChannel channel = new StandInChannel();
    Inbox inbox = StandInSession.inbox(channel, message -> {});
    Journal journal = StandInSession.journal(channel.heard);
    for (long tag = 1; tag <= 4; tag++) {
      channel.deliver(tag, new BasicProperties(), new byte[1_000]);
    }

    journal.acknowledge(inbox, 2, Instant.now(), Optional.of(new Event.Registered(2)));
    journal.reject(inbox, 3, Instant.now(), new Event.Duplicate(3, 1));
    assertThat(journal.requeueRest(inbox)).succeedsWithin(PATIENCE);
    journal.close(PATIENCE);

    assertThat(channel.heard)
        .containsSubsequence("client 2 registered", "ack 2", "requeue 4 and before")
        .containsSubsequence(
            "payment 3 of client 1 is a duplicate, not processed again", "reject 3")
        .last()
        .isEqualTo(
            "stopped: 1 registered, 0 processed, 0 postponed, 1 duplicates, 0 dead-lettered");
    assertThat(inbox.unsettled()).isZero();
    assertThat(inbox.unsettled(2)).isEmpty();
  }

  @Test
  void aMessageOfWhichThereIsNothingToSayIsSettledSilently() throws Exception {
    StandInChannel channel = new StandInChannel();
    Inbox inbox = StandInSession.inbox(channel, message -> {});
    Journal journal = StandInSession.journal(channel.heard);
    channel.deliver(1, new BasicProperties(), new byte[1]);

    journal.acknowledge(inbox, 1, Instant.now(), Optional.empty());
    journal.close(PATIENCE);

    assertThat(channel.heard).hasSize(2).first().isEqualTo("ack 1 and before");
  }

  @Test
  void itKnowsForHowLongItsOutputTakesNothing() throws Exception {
    CompletableFuture<Void> given = new CompletableFuture<>();
    CompletableFuture<Void> taken = new CompletableFuture<>();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int something) {
            given.complete(null);
            taken.join();
          }
        };
    Journal journal = new Journal(() -> WITHOUT_TIME, full, EventListener.NONE, failures::add);
    assertThat(journal.stuck()).isZero();

    journal.write(new Event.Registered(1));
    assertThat(given).succeedsWithin(PATIENCE);
    assertThat(journal.stuck()).isPositive().isLessThan(PATIENCE);

    taken.complete(null);
    assertThat(journal.close(PATIENCE)).isTrue();
    assertThat(journal.stuck()).isZero();
  }
}
