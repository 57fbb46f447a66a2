package payments.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import payments.common.ReportedException;
import payments.common.amqp.Message;
import payments.producer.Ledger.Refused;
import payments.producer.Ledger.Rejected;
import payments.producer.Ledger.Sent;

class ReportTest {

  private static Sent sent(long number, long client) {
    BasicProperties properties = Outgoing.properties().messageId("id-%d".formatted(number)).build();
    Message message = new Message("payments", "key", true, properties, new byte[0]);
    return new Sent(number, client, new Outgoing(() -> "payment 5 of client " + client, message));
  }

  /** A run that has sent a message to each client up to the last, and these are in doubt. */
  private static Account account(long last, long... inDoubt) {
    List<Sent> doubts = new ArrayList<>();
    LongStream.of(inDoubt).forEach(client -> doubts.add(sent(client, client)));
    return new Account(
        last, last - inDoubt.length, 0, last, doubts, Optional.empty(), Optional.empty());
  }

  private static Account refusing(long sent, long confirmed) {
    return new Account(sent, confirmed, 0, sent, List.of(), Optional.empty(), Optional.empty());
  }

  private static String text(ReportedException failure) {
    return failure.getMessage() + "\n" + failure.cure();
  }

  @Test
  void oneMessageIsNamedAndManyAreCounted() {
    assertThat(Report.done(account(1), "client 1", 1)).isEqualTo("sent client 1");
    assertThat(Report.done(account(2_000), "", 500_000_000))
        .isEqualTo("sent 2000 messages in 0.5 s, 4000 a second");
    assertThat(
            Report.done(
                new Account(
                    2_000, 2_000, 312, 2_000, List.of(), Optional.empty(), Optional.empty()),
                "",
                500_000_000))
        .endsWith("; 312 of them twice, with the same message-id");
  }

  @Test
  void interruptedBeforeAnythingWasSent() {
    assertThat(Report.interrupted(account(0))).isEqualTo("interrupted: nothing was sent");
  }

  @Test
  void oneMessageInDoubtIsNamedWithItsMessageId() {
    assertThat(Report.interrupted(account(1, 1)).lines())
        .containsExactly(
            "interrupted: payment 5 of client 1 is in doubt: it is not confirmed, and may be on the broker",
            "  look for message-id id-1 before you send it again, for client 1: it might be there twice");
  }

  @Test
  void manyInDoubtAreTheClientsToLookFor() {
    assertThat(Report.interrupted(account(1_546, 3, 5, 6, 7, 1_546)).lines())
        .containsExactly(
            "interrupted: 1541 confirmed, 5 in doubt: not confirmed, and perhaps on the broker",
            "  go on after client 1546, number 1546; in doubt are clients 3 5..7 1546: look for their messages before you send them again");
  }

  @Test
  void noneInDoubtIsSaid() {
    assertThat(Report.interrupted(account(9)).lines())
        .containsExactly(
            "interrupted: 9 confirmed, none in doubt", "  go on after client 9, number 9");
  }

  /** Whoever goes on after the last one would leave it out. */
  @Test
  void refusedMessageIsNamedThoughInterrupted() {
    Account account =
        new Account(
            3, 2, 0, 3, List.of(), Optional.of(new Refused(sent(2, 2), "full")), Optional.empty());

    assertThat(Report.interrupted(account).lines())
        .containsExactly(
            "interrupted: 1 confirmed, then the message for client 2, number 2, was not: full",
            "  send again from client 2 on; of the next 1000, 1 are confirmed, too");
  }

  @Test
  void manyRangesInDoubtAreCut() {
    long[] everySecond = LongStream.rangeClosed(1, 100).map(i -> 2 * i).toArray();

    assertThat(account(200, everySecond).clientsInDoubt()).endsWith(" 38 40 and 80 more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|0|1|payment 5 of client 1 was not taken: full|send again from client 1 on",
        "9|4|5|4 confirmed, then the message for client 5, number 5, was not: full|send again from client 5 on",
        "9|7|5|4 confirmed, then the message for client 5, number 5, was not: full|send again from client 5 on; of the next 1000, 3 are confirmed, too"
      })
  void theFirstRefusedIsNamedAndWhereToGoOn(
      long sent, long confirmed, long refused, String message, String cure) {
    Refused first = new Refused(sent(refused, refused), "full");

    assertThat(text(Report.refused(refusing(sent, confirmed), first)))
        .isEqualTo(message + "\n" + cure);
  }

  @Test
  void aBrokerThatTakesNothingLeavesNothingInDoubt() {
    Rejected forbidden = new Rejected("ACCESS_REFUSED", "allow it", true);

    assertThat(text(Report.rejected(account(2, 1, 2), forbidden)))
        .isEqualTo("nothing was sent: ACCESS_REFUSED\nallow it");
    assertThat(text(Report.rejected(account(3, 2, 3), forbidden)))
        .startsWith("ACCESS_REFUSED; 1 confirmed, 2 in doubt")
        .contains("\nallow it; then go on after client 3, number 3; in doubt are clients 2..3");
    assertThat(text(Report.rejected(account(2, 1, 2), new Rejected("TOO_LARGE", "cut it", false))))
        .startsWith("TOO_LARGE; 0 confirmed, 2 in doubt");
  }
}
