package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static payments.consumer.desk.Payments.CLIENT;
import static payments.consumer.desk.Payments.again;
import static payments.consumer.desk.Payments.copy;
import static payments.consumer.desk.Payments.delivery;
import static payments.consumer.desk.Payments.first;
import static payments.consumer.desk.Payments.key;
import static payments.consumer.desk.Payments.payment;
import static payments.consumer.desk.Payments.registration;
import static payments.consumer.desk.Payments.unreadable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import payments.common.Payment;
import payments.consumer.event.Event;
import payments.consumer.event.Event.Processed.Cause;

/** The rules, one by one; the simulation has them all at once. */
class DeskTest {
  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));
  private static final long START = 1_795_000_000_000L;

  private final Memory memory = new Memory();
  private Desk desk = desk(Terms.Log.SHARED, null);
  private Moment now = new Moment(0, START);

  private Desk desk(Terms.Log log, Duration giveUpAfter) {
    return desk(new Patience(SCHEDULE, Optional.ofNullable(giveUpAfter)), log);
  }

  private Desk desk(Patience patience, Terms.Log log) {
    Terms terms = new Terms(patience, log, false, 500, 1_000_000);
    return new Desk(memory, terms, delay -> Destination.queue("wait " + delay.toMillis()));
  }

  private List<Effect> tell(Input input) {
    return desk.accept(input, now);
  }

  private List<Effect> deliver(Delivery delivery) {
    return tell(new Input.Delivered(delivery));
  }

  private void pass(Duration time) {
    now = new Moment(now.nanos() + time.toNanos(), now.millis() + time.toMillis());
  }

  private void know(long client) {
    tell(new Input.ClientRead(client));
  }

  private static Effect.Publish publish(List<Effect> effects) {
    assertThat(effects).singleElement().isInstanceOf(Effect.Publish.class);
    return (Effect.Publish) effects.get(0);
  }

  private static Publication.ProcessedRecord record(List<Effect> effects) {
    Effect.Publish publish = publish(effects);
    assertThat(publish.to()).isEqualTo(Destination.PAYMENTS_LOG);
    assertThat(publish.what()).isInstanceOf(Publication.ProcessedRecord.class);
    return (Publication.ProcessedRecord) publish.what();
  }

  private List<Effect> readBack(List<Effect> effects) {
    return tell(new Input.OwnRead(publish(effects).number()));
  }

  private static Effect.Acknowledge acknowledge(List<Effect> effects) {
    assertThat(effects).singleElement().isInstanceOf(Effect.Acknowledge.class);
    return (Effect.Acknowledge) effects.get(0);
  }

  private List<Effect> decisionOfAnother(long id, Decision decision) {
    return tell(new Input.DecisionRead(key(id), decision, 0, 0, true));
  }

  private Event.Processed processed(long id, int attempts, Duration waited, Cause cause) {
    return new Event.Processed(id, CLIENT, attempts, waited, cause, Optional.empty());
  }

  /** Lets a payment wait, as a copy. */
  private List<Effect> postpone(Delivery delivery) {
    return tell(new Input.Confirmed(publish(deliver(delivery)).number()));
  }

  // Once

  @Test
  void paymentOfAKnownClientIsWrittenAndNotProcessedYet() {
    know(CLIENT);
    Delivery delivery = first(1, 8);

    List<Effect> written = deliver(delivery);
    assertThat(record(written).event()).isEqualTo(processed(8, 0, Duration.ZERO, Cause.PAYMENT));
    assertThat(memory.expects(publish(written).number())).isTrue();
    assertThat(tell(new Input.Confirmed(publish(written).number())))
        .as("a confirm tells nothing")
        .isEmpty();
  }

  @Test
  void recordThatIsReadBackFirstIsTheProcessing() {
    know(CLIENT);
    Delivery delivery = first(1, 8);
    List<Effect> written = deliver(delivery);
    pass(Duration.ofMillis(3));

    List<Effect> effects = readBack(written);

    assertThat(effects)
        .containsExactly(
            new Effect.Acknowledge(
                delivery, Optional.of(processed(8, 0, Duration.ZERO, Cause.PAYMENT)), START + 3));
    assertThat(memory.expects(publish(written).number())).isFalse();
    assertThat(memory.voidRecords()).isZero();
    assertThat(desk.isQuiet()).isTrue();
  }

  @Test
  void recordThatComesAfterAnotherConsumersIsVoid() {
    know(CLIENT);
    Delivery delivery = copy(1, 8, 1, START);
    List<Effect> written = deliver(delivery);

    Effect.Acknowledge settled = acknowledge(decisionOfAnother(8, Decision.PROCESSED));
    assertThat(settled.delivery()).isSameAs(delivery);
    assertThat(settled.event()).isEmpty();

    assertThat(readBack(written)).isEmpty();
    assertThat(memory.voidRecords()).isOne();
  }

  @Test
  void firstLookAtAPaymentThatAnotherProcessesMeanwhileIsADuplicate() {
    know(CLIENT);
    deliver(first(1, 8));

    assertThat(acknowledge(decisionOfAnother(8, Decision.PROCESSED)).event())
        .contains(new Event.Duplicate(8, CLIENT));
  }

  @Test
  void copiesOfAPaymentUnderWayWaitAndAreSettledWithIt() {
    know(CLIENT);
    Delivery one = first(1, 8);
    List<Effect> written = deliver(one);
    assertThat(deliver(copy(2, 8, 1, START))).isEmpty();
    assertThat(deliver(first(3, 8))).isEmpty();

    assertThat(readBack(written))
        .extracting(effect -> ((Effect.Acknowledge) effect).delivery().tag())
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void ofCopiesUnderWayOnlyOneHasTheEvent() {
    know(CLIENT);
    List<Effect> written = deliver(copy(1, 8, 1, START));
    deliver(copy(2, 8, 1, START));

    assertThat(readBack(written))
        .filteredOn(effect -> ((Effect.Acknowledge) effect).event().isPresent())
        .hasSize(1);
  }

  @Test
  void paymentSentTwiceIsADuplicate() {
    know(CLIENT);
    readBack(deliver(first(1, 8)));

    assertThat(acknowledge(deliver(first(2, 8))).event()).contains(new Event.Duplicate(8, CLIENT));
  }

  @Test
  void copyAndRedeliveryOfWhatIsProcessedArePassedOver() {
    know(CLIENT);
    readBack(deliver(first(1, 8)));

    assertThat(acknowledge(deliver(copy(2, 8, 1, START))).event()).isEmpty();
    assertThat(acknowledge(deliver(copy(3, 8, 0, START))).event()).isEmpty();
    assertThat(acknowledge(deliver(again(4, 8))).event()).isEmpty();
  }

  @Test
  void samePaymentWithOtherContentsIsPutAside() {
    know(CLIENT);
    readBack(deliver(first(1, 8)));
    Payment other = new Payment(8, CLIENT, 9_999, "");

    Effect.Publish aside =
        publish(deliver(delivery(Source.PAYMENTS, 2, false, other, 0, OptionalLong.empty())));

    assertThat(aside.to()).isEqualTo(Destination.DEAD_LETTERS);
    assertThat(((Publication.DeadLetter) aside.what()).reason()).isEqualTo(Reason.CONFLICT);
    assertThat(acknowledge(tell(new Input.Confirmed(aside.number()))).event())
        .contains(
            new Event.DeadLettered(
                "payment-processor",
                "conflict",
                "payment 8 with the same message-id was processed, with another content"));
  }

  @Test
  void whatComesAgainAsksForAMarkBeforeItIsProcessed() {
    know(CLIENT);

    List<Effect> asked = deliver(again(1, 8));
    assertThat(asked).singleElement().isInstanceOf(Effect.Ask.class);
    assertThat(deliver(again(2, 9))).as("the next mark is for it").isEmpty();
    long number = ((Effect.Ask) asked.get(0)).number();
    assertThat(tell(new Input.Answered(number + 1_000))).isEmpty();

    List<Effect> answered = tell(new Input.Answered(number));

    assertThat(answered).hasSize(2);
    assertThat(answered.get(0)).isInstanceOf(Effect.Ask.class);
    assertThat(((Effect.Publish) answered.get(1)).what())
        .extracting(what -> ((Publication.ProcessedRecord) what).key())
        .isEqualTo(key(8));
    assertThat(desk.isQuiet()).isFalse();
    assertThat(tell(new Input.Answered(((Effect.Ask) answered.get(0)).number()))).hasSize(1);
  }

  @Test
  void whatWasProcessedBeforeTheMarkIsNotProcessedAgain() {
    know(CLIENT);
    Effect.Ask asked = (Effect.Ask) deliver(again(1, 8)).get(0);
    decisionOfAnother(8, Decision.PROCESSED);

    assertThat(acknowledge(tell(new Input.Answered(asked.number()))).event()).isEmpty();
  }

  @Test
  void whatWaitsOnNeedsNoMark() {
    assertThat(publish(deliver(again(1, 8))).what()).isInstanceOf(Publication.Copy.class);
  }

  @Test
  void recordOfAFormerSessionHasItsEventOnce() {
    know(CLIENT);
    long number = publish(deliver(first(1, 8))).number();

    desk = desk(Terms.Log.SHARED, null);

    assertThat(tell(new Input.OwnRead(number)))
        .containsExactly(new Effect.Report(processed(8, 0, Duration.ZERO, Cause.PAYMENT), START));
    assertThat(tell(new Input.OwnRead(number))).isEmpty();
    assertThat(acknowledge(deliver(again(1, 8))).event()).isEmpty();
  }

  @Test
  void withoutALogThisProcessAloneDecides() {
    desk = desk(Terms.Log.NONE, null);
    know(CLIENT);

    assertThat(acknowledge(deliver(again(1, 8))).event())
        .contains(processed(8, 0, Duration.ZERO, Cause.PAYMENT));
    assertThat(acknowledge(deliver(first(2, 8))).event()).contains(new Event.Duplicate(8, CLIENT));
  }

  @Test
  void aLaterLookSaysHowLongItWaited() {
    desk = desk(Terms.Log.NONE, null);
    know(CLIENT);

    assertThat(acknowledge(deliver(copy(1, 8, 3, START - 6_123))).event())
        .contains(processed(8, 3, Duration.ofMillis(6_123), Cause.RETRY));
  }

  @Test
  void nothingWasSeenInTheFuture() {
    desk = desk(Terms.Log.NONE, null);
    know(CLIENT);

    assertThat(acknowledge(deliver(copy(1, 8, 1, START + 5_000))).event())
        .contains(processed(8, 1, Duration.ZERO, Cause.RETRY));
  }

  // Waiting

  @Test
  void paymentOfAnUnknownClientWaitsOnceItsCopyIsConfirmed() {
    Delivery delivery = first(1, 8);
    Effect.Publish copy = publish(deliver(delivery));
    assertThat(copy.to()).isEqualTo(Destination.queue("wait 1000"));
    assertThat(copy.what()).isEqualTo(new Publication.Copy(delivery, 1, 1_000, START));
    assertThat(desk.numberOfWaiting()).isZero();
    pass(Duration.ofMillis(40));

    assertThat(tell(new Input.Confirmed(copy.number())))
        .containsExactly(
            new Effect.Acknowledge(
                delivery,
                Optional.of(new Event.Postponed(8, CLIENT, 1, Duration.ofSeconds(1))),
                START));
    assertThat(desk.waiting(now))
        .containsExactly(
            new Hint(
                payment(8),
                key(8),
                delivery.due().carried(),
                1,
                START,
                START + 1_000,
                Duration.ofSeconds(1).toNanos()));
  }

  @Test
  void eachDelayIsAStepLongerAndTheFirstLookIsKept() {
    Delivery delivery = copy(1, 8, 4, START - 10_000);

    assertThat(publish(deliver(delivery)).what())
        .isEqualTo(new Publication.Copy(delivery, 5, 5_000, START - 10_000));
  }

  @Test
  void whatIsMovedDoesNotWaitYet() {
    Delivery delivery =
        delivery(Source.PAYMENTS, 1, false, payment(8), 0, OptionalLong.empty(), Delivery.Way.MOVE);
    Effect.Publish moved = publish(deliver(delivery));
    assertThat(moved.to()).isEqualTo(Destination.WAITED);
    assertThat(moved.what()).isEqualTo(new Publication.Moved(delivery, START));

    assertThat(acknowledge(tell(new Input.Confirmed(moved.number()))).event()).isEmpty();
    assertThat(desk.numberOfWaiting()).isZero();
  }

  @Test
  void whatIsHeldBackInItsQueueWaitsAtOnce() {
    Delivery delivery =
        delivery(
            Source.WAITED,
            1,
            true,
            payment(8),
            2,
            OptionalLong.of(START - 3_000),
            Delivery.Way.IN_PLACE);

    assertThat(deliver(delivery))
        .containsExactly(
            new Effect.HoldBack(
                delivery, new Event.Postponed(8, CLIENT, 3, Duration.ofSeconds(3)), START));
    assertThat(desk.waiting(now)).extracting(Hint::attempts).containsExactly(3);
  }

  @Test
  void withoutALogNothingIsRememberedToWait() {
    desk = desk(Terms.Log.NONE, null);

    postpone(first(1, 8));

    assertThat(desk.numberOfWaiting()).isZero();
  }

  @Test
  void copyOfWhatIsDecidedMeanwhileIsNotRemembered() {
    Effect.Publish copy = publish(deliver(first(1, 8)));
    decisionOfAnother(8, Decision.PROCESSED);

    tell(new Input.Confirmed(copy.number()));

    assertThat(desk.numberOfWaiting()).isZero();
  }

  // At once

  @Test
  void whatWaitsIsWrittenBesideItsRegistration() {
    postpone(first(1, 8));
    pass(Duration.ofMillis(300));

    List<Effect> effects = deliver(registration(1, CLIENT));

    assertThat(effects).hasSize(2);
    assertThat(((Effect.Publish) effects.get(0)).to()).isEqualTo(Destination.CLIENTS_LOG);
    Effect.Publish written = (Effect.Publish) effects.get(1);
    Publication.ProcessedRecord record = (Publication.ProcessedRecord) written.what();
    assertThat(record.copyDueMillis()).isEqualTo(START + 1_000);
    assertThat(tell(new Input.OwnRead(written.number())))
        .containsExactly(
            new Effect.Report(
                new Event.Processed(
                    8,
                    CLIENT,
                    1,
                    Duration.ofMillis(300),
                    Cause.REGISTRATION,
                    Optional.of(Instant.ofEpochMilli(START + 1_000))),
                START + 300));
    assertThat(desk.numberOfWaiting()).isZero();
    assertThat(acknowledge(deliver(copy(2, 8, 1, START))).event()).as("its copy").isEmpty();
  }

  @Test
  void whatWaitsIsWrittenWhenItsClientIsRead() {
    postpone(first(1, 8));

    assertThat(record(tell(new Input.ClientRead(CLIENT))).key()).isEqualTo(key(8));
  }

  @Test
  void clientThatBecameKnownWhileItsPaymentWasPostponedIsNotMissed() {
    Effect.Publish copy = publish(deliver(first(1, 8)));
    know(CLIENT);

    List<Effect> effects = tell(new Input.Confirmed(copy.number()));

    assertThat(effects).hasSize(2);
    assertThat(((Effect.Publish) effects.get(1)).what())
        .isInstanceOf(Publication.ProcessedRecord.class);
  }

  @Test
  void clientIsKnownWhenItsRegistrationIsConfirmed() {
    Delivery registration = registration(1, CLIENT);
    Effect.Publish record = publish(deliver(registration));
    assertThat(record.what()).isEqualTo(new Publication.RegistrationRecord(registration, CLIENT));
    assertThat(memory.clients().contains(CLIENT)).isFalse();

    assertThat(acknowledge(tell(new Input.Confirmed(record.number()))).event())
        .contains(new Event.Registered(CLIENT));
    assertThat(memory.clients().contains(CLIENT)).isTrue();
  }

  @Test
  void noMoreThanFiveHundredAreOnTheirWayAtOnce() {
    for (long id = 1; id <= 1_200; id++) {
      postpone(first(id, id));
    }

    List<Effect> written = tell(new Input.ClientRead(CLIENT));
    assertThat(written).hasSize(500);
    assertThat(desk.numberOfWaiting()).isEqualTo(700);

    assertThat(tell(new Input.OwnRead(((Effect.Publish) written.get(0)).number())))
        .as("an event, and the next record")
        .hasSize(2);
  }

  /** Its copy may be in another consumer's hands, which remembers it anew. */
  @Test
  void whatIsDueIsWrittenASecondLaterUnlessSomebodyElseDoes() {
    postpone(first(1, 8));
    postpone(first(2, 9));
    pass(Duration.ofMillis(1_200));
    assertThat(desk.overdue(now)).isEqualTo(2);
    assertThat(tell(new Input.ClientRead(CLIENT))).isEmpty();
    assertThat(desk.numberOfWaiting()).isEqualTo(2);
    decisionOfAnother(8, Decision.PROCESSED);

    Publication.ProcessedRecord record = record(tell(new Input.Time()));

    assertThat(record.key()).isEqualTo(key(9));
    assertThat(record.copyDueMillis()).as("it is late").isGreaterThan(now.millis());
  }

  @Test
  void copyThatComesWhileItIsWrittenWaitsForTheRecord() {
    postpone(first(1, 8));
    List<Effect> written = tell(new Input.ClientRead(CLIENT));
    Delivery copy = copy(2, 8, 1, START);
    assertThat(deliver(copy)).isEmpty();

    Effect.Acknowledge done = acknowledge(readBack(written));

    assertThat(done.delivery()).isSameAs(copy);
    assertThat(done.event()).isPresent();
  }

  /** As the ladder hands on twice what is due when the broker is killed. */
  @Test
  void copyThatIsStillOutIsToldInTheRecord() {
    postpone(copy(1, 8, 1, START)); // due in two seconds
    pass(Duration.ofMillis(500));
    memory.clients().add(CLIENT);

    assertThat(record(deliver(copy(2, 8, 1, START))).copyDueMillis()).isEqualTo(START + 2_000);
  }

  @Test
  void withoutStreamsWhatWaitsIsProcessedByThisProcessAlone() {
    desk = desk(Terms.Log.NO_STREAMS, null);
    postpone(first(1, 8));

    List<Effect> effects = deliver(registration(2, CLIENT));

    assertThat(((Effect.Acknowledge) effects.get(0)).event())
        .contains(new Event.Registered(CLIENT));
    assertThat(effects).hasSize(2).last().isInstanceOf(Effect.Report.class);
    assertThat(acknowledge(deliver(copy(3, 8, 1, START))).event()).isEmpty();
  }

  // Giving up, and putting aside

  @Test
  void paymentIsGivenUpByTheOrderOfTheLog() {
    desk = desk(Terms.Log.SHARED, Duration.ofSeconds(10));
    tell(new Input.ClientsComplete());
    Delivery delivery = copy(1, 8, 4, START - 10_000);

    List<Effect> written = deliver(delivery);
    assertThat(publish(written).what())
        .isEqualTo(new Publication.DecisionMark(key(8), Decision.GIVEN_UP));
    Effect.Publish aside = publish(readBack(written));

    assertThat(aside.to()).isEqualTo(Destination.DEAD_LETTERS);
    assertThat(aside.what())
        .isEqualTo(
            new Publication.DeadLetter(
                delivery,
                Reason.GIVEN_UP,
                "client 7 was not registered within 10000 ms of payment 8",
                4,
                START - 10_000));
  }

  @Test
  void whatIsProcessedFirstIsNotGivenUp() {
    desk = desk(Terms.Log.SHARED, Duration.ofSeconds(10));
    tell(new Input.ClientsComplete());
    List<Effect> written = deliver(copy(1, 8, 4, START - 10_000));

    assertThat(acknowledge(decisionOfAnother(8, Decision.PROCESSED)).event()).isEmpty();
    assertThat(readBack(written)).isEmpty();
    assertThat(memory.voidRecords()).isOne();
  }

  @ParameterizedTest
  @CsvSource({"GIVEN_UP, given-up", "CANCELLED, cancelled"})
  void whoeverHasACopyOfWhatIsDecidedOtherwisePutsItAside(Decision decision, String reason) {
    know(CLIENT);
    decisionOfAnother(8, decision);

    Effect.Publish aside = publish(deliver(first(1, 8)));

    assertThat(((Publication.DeadLetter) aside.what()).reason()).hasToString(reason);
  }

  @Test
  void withoutALogItIsGivenUpHere() {
    desk = desk(Terms.Log.NONE, Duration.ofSeconds(10));
    tell(new Input.ClientsComplete());

    assertThat(publish(deliver(copy(1, 8, 4, START - 10_000))).what())
        .isInstanceOf(Publication.DeadLetter.class);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 10000, true", // the clock was set: three delays are six seconds
    "4, 9999, true",
    "4, 10000, false" // its client may be in what is not read yet
  })
  void paymentIsNotGivenUpEarlier(int attempts, long ageMillis, boolean complete) {
    desk = desk(Terms.Log.SHARED, Duration.ofSeconds(10));
    if (complete) {
      tell(new Input.ClientsComplete());
    }

    assertThat(publish(deliver(copy(1, 8, attempts, START - ageMillis))).what())
        .isInstanceOf(Publication.Copy.class);
  }

  @Test
  void paymentOfAKnownClientIsNeverGivenUp() {
    desk = desk(Terms.Log.SHARED, Duration.ofSeconds(10));
    tell(new Input.ClientsComplete());
    know(CLIENT);

    assertThat(record(deliver(copy(1, 8, 100, START - 100_000))).key()).isEqualTo(key(8));
  }

  @Test
  void whatComesAgainIsNotGivenUpBeforeTheMark() {
    desk = desk(Terms.Log.SHARED, Duration.ZERO);
    tell(new Input.ClientsComplete());

    List<Effect> asked = deliver(again(1, 8));
    assertThat(asked).singleElement().isInstanceOf(Effect.Ask.class);
    know(CLIENT);

    assertThat(record(tell(new Input.Answered(((Effect.Ask) asked.get(0)).number()))).key())
        .isEqualTo(key(8));
  }

  @Test
  void paymentSeenInTheFutureIsGivenUpByItsDelays() {
    desk = desk(Terms.Log.NONE, Duration.ofSeconds(10));
    tell(new Input.ClientsComplete());

    assertThat(publish(deliver(copy(1, 8, 3, START + 3_600_000))).what())
        .isInstanceOf(Publication.Copy.class);
    assertThat(publish(deliver(copy(2, 9, 4, START + 3_600_000))).what())
        .isInstanceOf(Publication.DeadLetter.class);
  }

  @Test
  void whatCannotBeReadIsPutAside() {
    Delivery delivery = unreadable(1, "no JSON");
    Effect.Publish aside = publish(deliver(delivery));
    assertThat(aside.what())
        .isEqualTo(new Publication.DeadLetter(delivery, Reason.MALFORMED, "no JSON", 0, START));

    assertThat(acknowledge(tell(new Input.Confirmed(aside.number()))).event())
        .contains(new Event.DeadLettered("payment-processor", "malformed", "no JSON"));
  }

  @Test
  void whatTheBrokerDoesNotTakeStaysInItsQueue() {
    memory.largestMessage(99);

    assertThat(deliver(first(1, 8)))
        .singleElement()
        .extracting(effect -> ((Effect.Warn) effect).text())
        .asString()
        .contains("100 bytes", "payment-processor", "no");
    memory.largestMessage(100);
    assertThat(deliver(first(2, 8))).doesNotHaveAnyElementsOfTypes(Effect.Warn.class);
  }

  // Refusals, time, and the end

  @Test
  void whatIsRefusedIsHeldAndTriedAgain() {
    Delivery delivery = first(1, 8);
    Effect.Publish copy = publish(deliver(delivery));

    assertThat(tell(new Input.Refused(copy.number())))
        .singleElement()
        .isInstanceOf(Effect.Warn.class);
    assertThat(desk.isQuiet()).isTrue();
    assertThat(tell(new Input.Time())).containsExactly(copy);
    assertThat(acknowledge(tell(new Input.Confirmed(copy.number()))).delivery()).isSameAs(delivery);
  }

  @Test
  void refusedRecordsCountWhenTheyAreRead() {
    know(CLIENT);
    List<Effect> written = deliver(first(1, 8));
    tell(new Input.Refused(publish(written).number()));

    assertThat(tell(new Input.Time())).isEqualTo(written);
    assertThat(acknowledge(readBack(written)).event()).isPresent();
  }

  @Test
  void halfAPrefetchThatIsHeldGetsRoomOfItsOwn() {
    tell(new Input.Consuming(Source.PAYMENTS, 1));
    List<Effect> effects = new ArrayList<>();
    for (long id = 1; id <= 251; id++) {
      List<Effect> published = deliver(first(id, id));
      if (id == 1) {
        effects.addAll(tell(new Input.Refused(publish(published).number())));
      } else {
        effects.addAll(published);
      }
    }
    assertThat(effects).last().isEqualTo(new Effect.MakeRoom(Source.PAYMENTS));
    assertThat(desk.heldOfFormer(Source.PAYMENTS)).isZero();

    tell(new Input.Consuming(Source.PAYMENTS, 2));
    assertThat(tell(new Input.RoomMade(Source.PAYMENTS))).isEmpty();
    assertThat(desk.heldOfFormer(Source.PAYMENTS)).isEqualTo(251);
  }

  @Test
  void whatNoQueueTakesEndsTheSession() {
    Effect.Publish copy = publish(deliver(first(1, 8)));

    assertThat(tell(new Input.Returned(copy.number(), "no queue takes it")))
        .containsExactly(new Effect.EndSession(Effect.Why.RETURNED, "no queue takes it"));
  }

  @ParameterizedTest
  @CsvSource({"60, false, 0", "61, false, 1", "61, true, 0"})
  void recordThatDoesNotComeByEndsTheSession(int seconds, boolean blocked, int ends) {
    know(CLIENT);
    deliver(first(1, 8));
    tell(new Input.Blocked(blocked));
    List<Effect> effects = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      effects.addAll(tell(new Input.Time()));
    }

    assertThat(effects).hasSize(ends).hasOnlyElementsOfType(Effect.EndSession.class);
  }

  @Test
  void afterTheStopNothingNewIsBegun() {
    for (long id = 1; id <= 600; id++) {
      postpone(first(id, id));
    }
    Effect.Ask asked = askFor(again(700, 700));
    List<Effect> written = tell(new Input.ClientRead(CLIENT));

    assertThat(tell(new Input.Stop())).isEmpty();

    assertThat(deliver(first(701, 701))).isEmpty();
    assertThat(tell(new Input.Answered(asked.number()))).isEmpty();
    assertThat(tell(new Input.OwnRead(((Effect.Publish) written.get(0)).number())))
        .singleElement()
        .isInstanceOf(Effect.Report.class);
    assertThat(desk.isQuiet()).isFalse();
    written.subList(1, 500).forEach(each -> readBack(List.of(each)));
    assertThat(desk.isQuiet()).isTrue();
  }

  private Effect.Ask askFor(Delivery delivery) {
    memory.clients().add(CLIENT);
    Effect.Ask asked = (Effect.Ask) deliver(delivery).get(0);
    return asked;
  }

  @ParameterizedTest
  @EnumSource(
      value = Decision.class,
      names = {"GIVEN_UP", "CANCELLED"})
  void whatIsDecidedOtherwiseIsNotProcessedAtOnce(Decision decision) {
    postpone(first(1, 8));
    decisionOfAnother(8, decision);

    assertThat(tell(new Input.ClientRead(CLIENT))).isEmpty();
  }
}
