package payments.consumer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import payments.common.Client;
import payments.common.MessageBody;
import payments.common.amqp.Message;

/** Clients that are known here, and a log that was made anew: it gets them back. */
@Timeout(30)
class ClientLogTest {
  private final StandInSession session = new StandInSession();
  private final StandInChannel stream = new StandInChannel();
  private final List<String> lost = new CopyOnWriteArrayList<>();
  private ClientLog log;

  /** Reads a log of some clients. */
  private void read(long... clients) throws Exception {
    begin();
    Message mark = session.publishing.published();
    session.publishing.confirm(1);
    for (long client : clients) {
      read(MessageBody.of(new Client(client, "unknown")));
    }
    stream.read(mark);
  }

  private void begin() throws IOException {
    log =
        new ClientLog(
            stream.channel(),
            session.publisher,
            session.carrier,
            session.memory.clients().copy(),
            lost::add);
    log.read();
  }

  private void read(byte[] body) throws IOException {
    stream.read(Message.to("clients-log", StandInSession.payment(1).properties(), body));
  }

  private void know(long... clients) {
    LongStream.of(clients).forEach(session.memory.clients()::add);
  }

  @Test
  void isWholeOnceTheClientIsConfirmed() throws Exception {
    know(7);
    read();

    Message record = session.publishing.published();
    assertThat(MessageBody.clientIn(record.body())).isEqualTo(7);
    assertThat(record.routingKey()).isEqualTo("clients-log");
    assertThat(log.leftToWriteBack()).isEqualTo(1);
    assertThat(log.writtenBack()).isNotDone();

    session.publishing.confirm(2);

    assertThat(log.leftToWriteBack()).isZero();
    assertThat(log.writtenBack()).isCompleted();
    assertThat(lost).isEmpty();
  }

  @Test
  void givesBackOnlyWhatWasNotRead() throws Exception {
    know(7, 8, 9);
    read(7, 9, 10);

    assertThat(MessageBody.clientIn(session.publishing.published().body())).isEqualTo(8);
    session.publishing.confirm(2);

    assertThat(log.writtenBack()).isCompleted();
    assertThat(session.memory.clients().contains(10)).isTrue();
  }

  @Test
  void isWholeAtOnceIfNobodyIsMissing() throws Exception {
    know(7);
    read(7);

    assertThat(log.writtenBack()).isCompleted();
    assertThat(session.publishing.publishedMeanwhile()).isZero();
  }

  /** A version before this one took some payments for registrations. */
  @Test
  void passesOverWhatIsNoRegistrationAndKeepsWhatWasTakenForOne() throws Exception {
    begin();
    read("nonsense".getBytes(StandardCharsets.UTF_8));
    read(StandInSession.payment(12).body());

    assertThat(session.memory.clients().size()).isOne();
    assertThat(session.memory.clients().contains(12)).isTrue();
    assertThat(lost).isEmpty();
  }

  @Test
  void paymentsAreGivenUpOnceItIsRead() throws Exception {
    begin();
    Message mark = session.publishing.published();
    session.deliver(1, StandInSession.payment(8));
    assertThat(session.publishing.published().routingKey()).startsWith("payment-reprocessor.wait");

    stream.read(mark);
    session.deliver(2, StandInSession.payment(9));

    assertThat(session.publishing.published().properties().getHeaders())
        .containsEntry("decision", "given-up");
  }

  @Test
  void givesBackNoMoreThanAThousandAheadOfTheirConfirms() throws Exception {
    know(LongStream.rangeClosed(1, 1_500).toArray());
    read();
    for (int client = 1; client <= 1_000; client++) {
      assertThat(session.publishing.published()).isNotNull();
    }
    CompletableFuture<Message> next = CompletableFuture.supplyAsync(session.publishing::next);
    assertThat(next).failsWithin(Duration.ofMillis(100));

    session.publishing.confirm(2);

    assertThat(next).succeedsWithin(Duration.ofSeconds(10));
    assertThat(log.leftToWriteBack()).isEqualTo(1_499);
  }

  /** The next session tries again. */
  @Test
  void endsTheSessionIfItIsRefused() throws Exception {
    know(7);
    read();
    session.publishing.published();

    session.publishing.refuse(2);

    assertThat(lost)
        .containsExactly("a client cannot be written back to clients-log: the broker refused it");
    assertThat(log.leftToWriteBack()).isEqualTo(1);
    assertThat(log.writtenBack()).isCompletedExceptionally();
  }

  /** The connection says why. */
  @Test
  void saysNothingOfConnectionThatIsLost() throws Exception {
    know(7);
    read();
    session.publishing.published();

    session.publishing.lose();

    assertThat(lost).isEmpty();
    assertThat(log.writtenBack()).isCompletedExceptionally();
  }
}
