package payments.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import payments.common.amqp.Message;
import payments.producer.Ledger.Broken;
import payments.producer.Ledger.Sent;

class LedgerTest {
  private final AtomicLong steps = new AtomicLong();
  private final Ledger ledger = new Ledger(steps::incrementAndGet);

  private static Outgoing payment(long client) {
    Message message = new Message("", "", true, Outgoing.properties().build(), new byte[0]);
    return new Outgoing(() -> "payment of client " + client, message);
  }

  private List<Sent> send(long... clients) throws InterruptedException {
    List<Sent> sent = new ArrayList<>();
    for (long client : clients) {
      sent.add(ledger.add(client, payment(client)));
    }
    return sent;
  }

  @Test
  void whatIsNotConfirmedIsInDoubt() throws Exception {
    List<Sent> sent = send(1, 2, 3, 4);

    ledger.confirm(sent.get(2));

    Account account = ledger.account();
    assertThat(account.sent()).isEqualTo(4);
    assertThat(account.confirmed()).isEqualTo(1);
    assertThat(account.lastClient()).isEqualTo(4);
    assertThat(account.inDoubt()).containsExactly(sent.get(0), sent.get(1), sent.get(3));
    assertThat(steps).hasValue(1);
  }

  @Test
  void aMessageConfirmedTwiceCountsOnce() throws Exception {
    Sent sent = send(1).get(0);

    ledger.confirm(sent);
    ledger.confirm(sent);

    assertThat(ledger.account().confirmed()).isEqualTo(1);
    assertThat(steps).hasValue(1);
  }

  @Test
  void theFirstRefusedIsKeptWhateverTheOrderOfAnswers() throws Exception {
    List<Sent> sent = send(1, 2, 3);

    ledger.refuse(sent.get(2), "third");
    ledger.refuse(sent.get(1), "second");

    assertThat(ledger.account().refused()).contains(new Ledger.Refused(sent.get(1), "second"));
    assertThat(ledger.awaitRoom()).isFalse();
    assertThat(ledger.account().inDoubt()).containsExactly(sent.get(0));
  }

  /** A confirm that comes late, after the connection was given up, leaves nothing in doubt. */
  @Test
  void lostConnectionIsNotTheEndThoughNothingIsInDoubt() throws Exception {
    List<Sent> sent = send(1);
    ledger.lose(0, new Broken("no confirm for 30 s"));
    ledger.confirm(sent.get(0));

    assertThat(ledger.awaitRoom()).isFalse();
    assertThat(ledger.awaitAll()).isFalse();
    assertThat(ledger.resume(1)).isEmpty();
    assertThat(ledger.awaitAll()).isTrue();
  }

  @Test
  void whatIsInDoubtAtLossIsSentAgainAsItWas() throws Exception {
    List<Sent> sent = send(1, 2, 3);
    ledger.confirm(sent.get(0));

    ledger.lose(0, new Broken("cut"));

    assertThat(ledger.awaitAll()).isFalse();
    assertThat(ledger.resume(1)).containsExactly(sent.get(1), sent.get(2));
    assertThat(ledger.account().sentAgain()).isEqualTo(2);
    assertThat(ledger.awaitRoom()).isTrue();
  }

  @Test
  void theEndOfAnEarlierConnectionIsNoLoss() throws Exception {
    send(1);
    ledger.lose(0, new Broken("cut"));
    ledger.resume(1);

    ledger.lose(0, new Broken("cut, said late"));

    assertThat(ledger.account().loss()).isEmpty();
  }

  @Test
  void noMoreThanTheWindowIsOnItsWay() throws Exception {
    Sent first = send(1).get(0);
    for (int i = 1; i < Ledger.WINDOW; i++) {
      send(1);
    }
    CompletableFuture<Boolean> room = CompletableFuture.supplyAsync(this::awaitRoom);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> room.get(100, TimeUnit.MILLISECONDS));

    ledger.confirm(first);

    assertThat(room.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private boolean awaitRoom() {
    try {
      return ledger.awaitRoom();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nothingIsSentOnceItIsStopped() throws Exception {
    send(1);

    Account account = ledger.stop(Duration.ofMillis(10));

    assertThat(account.inDoubt()).hasSize(1);
    CompletableFuture<Boolean> room = CompletableFuture.supplyAsync(this::awaitRoom);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> room.get(100, TimeUnit.MILLISECONDS));
  }

  @Test
  void stoppingWaitsForConfirmsOnTheirWay() throws Exception {
    Sent sent = send(1).get(0);
    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)
        .execute(() -> ledger.confirm(sent));

    assertThat(ledger.stop(Duration.ofSeconds(10)).inDoubt()).isEmpty();
  }

  @Test
  void theBrokerOwesNothingWhenAllIsConfirmed() throws Exception {
    Sent sent = send(1).get(0);
    assertThat(ledger.silence()).isPositive();

    ledger.confirm(sent);

    assertThat(ledger.silence()).isZero();
  }
}
