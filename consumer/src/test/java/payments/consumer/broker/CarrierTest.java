package payments.consumer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.broker.StandInSession.payment;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import payments.common.amqp.Message;
import payments.consumer.desk.Input;
import payments.consumer.desk.Source;

@Timeout(30)
class CarrierTest {
  private final StandInSession session = new StandInSession();
  private CompletableFuture<Boolean> quiet = CompletableFuture.completedFuture(true);

  /** Who stops would give back what is about to be acknowledged. */
  @Test
  void nobodyLearnsOfADecisionBeforeItIsHandedOn() throws Exception {
    session.memory.largestMessage(1);
    session.onWarning =
        text -> {
          quiet = CompletableFuture.supplyAsync(session.carrier::isQuiet);
          assertThat(quiet).as("nobody is told meanwhile").failsWithin(Duration.ofMillis(100));
        };

    session.deliver(1, payment(8));

    assertThat(quiet).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    assertThat(session.later).isEmpty();
  }

  /** So that the broker delivers no faster than it takes. */
  @Test
  void whatADeliveryLeadsToIsPublishedByWhoeverBringsIt() throws Exception {
    session.deliver(1, payment(8));

    Message copy = session.publishing.published();
    assertThat(copy.routingKey()).isEqualTo("payment-reprocessor.wait.1000ms");
    assertThat(copy.properties().getHeaders()).containsEntry("x-retry", 1);
    assertThat(session.later).isEmpty();
    assertThat(session.carrier.isQuiet()).isFalse();
  }

  @Test
  void aPaymentIsAcknowledgedOnceItsCopyIsConfirmedAndThatIsSaid() throws Exception {
    session.deliver(1, payment(8));
    assertThat(session.inbox.unsettled()).isOne();

    session.publishing.confirm(1);

    assertThat(session.done())
        .containsExactly(
            "payment 8 postponed by 1 s: client 1 is not registered (attempt 1)",
            "ack 1 and before");
    assertThat(session.inbox.unsettled()).isZero();
  }

  /** Whoever tells of it must not wait: it may be who reads what the broker says. */
  @Test
  void whatIsDecidedBesideDeliveriesIsPublishedLater() throws Exception {
    session.deliver(1, payment(8));
    session.publishing.published();
    session.publishing.confirm(1);

    session.knowTheClient();

    assertThat(session.publishing.publishedMeanwhile()).isZero();
    session.runLater();
    Message record = session.publishing.published();
    assertThat(record.routingKey()).isEqualTo("payments-log");

    session.carrier.tell(
        new Input.OwnRead(session.messages.ownNumber(record.properties()).orElseThrow()));

    assertThat(session.done()).last().asString().startsWith("payment 8 of client 1 processed");
  }

  @Test
  void aRecordIsNotDoneWhenItIsConfirmed() throws Exception {
    session.knowTheClient();
    session.deliver(1, payment(8));
    Message record = session.publishing.published();
    long number = session.messages.ownNumber(record.properties()).orElseThrow();
    assertThat(session.carrier.expects(number)).isTrue();

    session.publishing.confirm(1);
    assertThat(session.inbox.unsettled()).isOne();
    assertThat(session.carrier.isQuiet()).isFalse();
    session.carrier.tell(new Input.OwnRead(number));

    assertThat(session.carrier.expects(number)).isFalse();
    assertThat(session.done())
        .containsExactly("payment 8 of client 1 processed", "ack 1 and before");
  }

  @Test
  void whatIsRefusedIsToldAndSentAgain() throws Exception {
    session.deliver(1, payment(8));
    Message copy = session.publishing.published();

    session.publishing.refuse(1);
    assertThat(session.told).singleElement().asString().contains("takes no messages");
    session.carrier.tell(new Input.Time());
    session.runLater();

    assertThat(session.publishing.published()).usingRecursiveComparison().isEqualTo(copy);
  }

  @Test
  void whatNoQueueTakesEndsTheSession() throws Exception {
    session.deliver(1, payment(8));

    session.publishing.giveBack(1, session.publishing.published());

    assertThat(session.told).containsExactly("the end: RETURNED");
    assertThat(session.inbox.unsettled()).isOne();
  }

  @Test
  void whatIsLostWithItsConnectionIsNotSettled() throws Exception {
    session.deliver(1, payment(8));

    session.publishing.lose();

    assertThat(session.told).isEmpty();
    assertThat(session.done()).isEmpty();
  }

  /** The broker may have given it to others. */
  @Test
  void whatWasGivenBackIsNotSentAgain() throws Exception {
    session.deliver(1, payment(8));
    session.publishing.published();
    session.publishing.refuse(1);
    session.carrier.tell(new Input.Time());

    assertThat(session.journal.requeueRest(session.inbox)).succeedsWithin(Duration.ofSeconds(10));
    session.runLater();

    assertThat(session.publishing.publishedMeanwhile()).isZero();
    assertThat(session.done()).containsExactly("requeue 1 and before");
  }

  @Test
  void whatComesAgainWaitsForAMark() throws Exception {
    session.knowTheClient();
    Message again = payment(8);
    session.carrier.delivered(
        Source.PAYMENTS, new Incoming(1, 1, true, again.properties(), again.body()));
    assertThat(session.marks).hasSize(1);
    assertThat(session.publishing.publishedMeanwhile()).isZero();

    session.marks.get(0).complete(null);
    session.runLater();

    assertThat(session.publishing.published().routingKey()).isEqualTo("payments-log");
  }

  @Test
  void whatGoesWrongLaterIsTold() throws Exception {
    session.deliver(1, payment(8));
    session.publishing.published();
    session.publishing.refuse(1);
    session.told.clear();
    session.publishing.breakDown(new IllegalStateException("no memory"));
    session.carrier.tell(new Input.Time());

    session.runLater();

    assertThat(session.told).containsExactly("failed: no memory");
  }

  @Test
  void eachFifthProbeInVainGoesByAnotherChannel() throws Exception {
    session.deliver(1, payment(8));
    session.publishing.refuse(1);
    for (int probe = 1; probe <= 6; probe++) {
      session.carrier.tell(new Input.Time());
      session.runLater();
      session.publishing.refuse(1 + probe);
    }

    assertThat(session.told).hasSize(2).last().isEqualTo("another channel");
  }
}
