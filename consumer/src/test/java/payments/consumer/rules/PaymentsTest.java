package payments.consumer.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import payments.common.amqp.Message;
import payments.common.amqp.QueueType;
import payments.consumer.clientlog.ClientLog;
import payments.consumer.clientlog.RegisteredClients;
import payments.consumer.delivery.Deliveries;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Outcome;
import payments.consumer.event.Event;
import payments.consumer.event.Event.Processed.Cause;
import payments.consumer.paymentslog.PaymentKey;
import payments.consumer.paymentslog.PaymentsLog;
import payments.consumer.paymentslog.ProcessedPayments;
import payments.consumer.paymentslog.SharedLog;
import payments.consumer.waiting.DelayMode;
import payments.consumer.waiting.DelayModes;
import payments.consumer.waiting.Remembered;
import payments.consumer.waiting.RetrySchedule;

/** The one rule of the system as a table, without a broker; mostly without a log of payments. */
class PaymentsTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));
  private static final byte[] PAYMENT =
      "{\"id\":8843,\"clientId\":1,\"value\":300}".getBytes(StandardCharsets.UTF_8);

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor();

  private final RegisteredClients registered = new RegisteredClients();
  private final ClientLog clients = ClientLog.none(registered, client -> {});
  private final PaymentsLog log = PaymentsLog.none(new ProcessedPayments());
  private final SharedLog shared = new SharedLog(TIMER);
  private final List<Remembered> remembered = new ArrayList<>();

  private Payments rules(String mode, Duration giveUpAfter) {
    return rules(log, mode, giveUpAfter);
  }

  private Payments rules(PaymentsLog log, String mode, Duration giveUpAfter) {
    DelayMode delay = new DelayModes(SCHEDULE, QueueType.CLASSIC).named(mode);
    return new Payments(
        clients,
        log,
        delay,
        new Patience(SCHEDULE, Optional.ofNullable(giveUpAfter)),
        Optional.of(remembered::add),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterAll
  static void stopTimer() {
    TIMER.shutdownNow();
  }

  private static BasicProperties properties(Map<String, Object> headers) {
    return new BasicProperties.Builder().messageId("message").headers(headers).build();
  }

  private static Incoming first() {
    return Deliveries.first("payment-processor", properties(Map.of()), PAYMENT);
  }

  private static Incoming copy(int attempts, Instant firstSeen) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("x-retry", attempts);
    headers.put("x-delivery-count", (long) attempts);
    headers.put("first-seen", firstSeen.toEpochMilli());
    return Deliveries.first("payment-reprocessor", properties(headers), PAYMENT);
  }

  private static Event eventOf(Outcome outcome) {
    if (outcome instanceof Outcome.Done done) {
      return done.event().orElseThrow();
    }
    return outcome instanceof Outcome.Reject reject
        ? reject.event()
        : ((Outcome.Republish) outcome).event().orElseThrow();
  }

  private static Message copyIn(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Republish.class);
    return ((Outcome.Republish) outcome).copies().get(0);
  }

  @ParameterizedTest
  @CsvSource({"plugin", "ladder", "native"})
  void paymentOfAKnownClientIsProcessed(String mode) {
    registered.add(1);

    assertThat(rules(mode, null).handle(first()))
        .isEqualTo(
            new Outcome.Done(
                new Event.Processed(8843, 1, 0, Duration.ZERO, Cause.PAYMENT, Optional.empty())));
  }

  @ParameterizedTest
  @CsvSource({"plugin", "ladder", "native"})
  void laterLookAtItSaysHowLongItWaited(String mode) {
    registered.add(1);

    assertThat(rules(mode, null).handle(copy(3, NOW.minusMillis(6_123))))
        .isEqualTo(
            new Outcome.Done(
                new Event.Processed(
                    8843, 1, 3, Duration.ofMillis(6_123), Cause.RETRY, Optional.empty())));
  }

  @Test
  void paymentSentTwiceIsADuplicate() {
    registered.add(1);
    Payments rules = rules("ladder", null);
    rules.handle(first());

    assertThat(rules.handle(first())).isEqualTo(new Outcome.Done(new Event.Duplicate(8843, 1)));
  }

  @Test
  void copyOfWhatWasProcessedIsPassedOver() {
    registered.add(1);
    Payments rules = rules("ladder", null);
    rules.handle(first());

    assertThat(rules.handle(copy(1, NOW))).isEqualTo(new Outcome.Done(Optional.empty()));
    assertThat(rules.handle(Deliveries.again("payment-processor", properties(Map.of()), PAYMENT)))
        .isEqualTo(new Outcome.Done(Optional.empty()));
  }

  @Test
  void paymentIsProcessedOnceItsRecordIsSafe() throws IOException {
    registered.add(1);
    PaymentsLog log = shared.join();
    Payments rules = rules(log, "ladder", null);
    PaymentKey key = PaymentKey.of("message", 8843);

    Outcome outcome = rules.handle(first());

    assertThat(copyIn(outcome).routingKey()).isEqualTo("payments-log");
    assertThat(eventOf(outcome)).isInstanceOf(Event.Processed.class);
    assertThat(log.isProcessed(key)).isFalse();
    assertThat(log.underWay(key)).isPresent();

    ((Outcome.Republish) outcome).safe().run();

    assertThat(log.isProcessed(key)).isTrue();
    assertThat(log.underWay(key)).isEmpty();
  }

  private static Outcome.Hold held(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Hold.class);
    return (Outcome.Hold) outcome;
  }

  /** Somebody else may have processed it. */
  @Test
  void repeatedPaymentIsHeldUntilTheLogIsRead() throws IOException {
    registered.add(1);
    Payments rules = rules(shared.join(), "ladder", null);

    Outcome.Hold hold = held(rules.handle(copy(0, NOW)));
    assertThat(hold.until()).isNotDone();
    assertThat(hold.takesLong()).isFalse();

    shared.deliver();

    assertThat(hold.until()).isDone();
    assertThat(copyIn(hold.decision().get()).routingKey()).isEqualTo("payments-log");
  }

  @Test
  void ofTwoConsumersThatHaveCopiesAtTheSameMomentTheFirstProcessesThePayment() throws IOException {
    registered.add(1);
    Payments one = rules(shared.join(), "ladder", null);
    Payments other = rules(shared.join(), "ladder", null);

    Outcome.Hold ofOther = held(other.handle(copy(1, NOW)));
    Outcome.Hold ofOne = held(one.handle(copy(1, NOW)));
    shared.deliver();
    Outcome.Hold second = held(ofOne.decision().get());
    Message record = copyIn(ofOther.decision().get());

    assertThat(second.takesLong()).isTrue();
    assertThat(held(second.decision().get()).takesLong()).isTrue();
    shared.publish(record);
    shared.deliver();
    assertThat(second.decision().get()).isEqualTo(new Outcome.Done(Optional.empty()));
  }

  @Test
  void paymentThatAnotherIsAboutToProcessIsLeftToIt() throws IOException {
    registered.add(1);
    PaymentsLog another = shared.join();
    Payments rules = rules(shared.join(), "ladder", null);
    another.announce(List.of(PaymentKey.of("message", 8843)));
    shared.deliver();

    assertThat(held(rules.handle(first())).takesLong()).isTrue();
    assertThat(held(rules.handle(copy(1, NOW))).takesLong()).isTrue();
  }

  /** One mark is on its way at a time. */
  @Test
  void whatIsAnnouncedMeanwhileGoesWithTheNextMark() throws IOException {
    PaymentsLog one = shared.join();
    PaymentsLog other = shared.join();
    List<PaymentKey> keys =
        List.of(PaymentKey.of("a", 1), PaymentKey.of("b", 2), PaymentKey.of("c", 3));

    keys.forEach(key -> one.announce(List.of(key)));
    shared.deliver();

    assertThat(keys)
        .allSatisfy(
            key -> {
              assertThat(one.isOurTurn(key)).isTrue();
              assertThat(other.isTurnOfAnother(key)).isTrue();
            });
  }

  @Test
  void paymentToBeGivenUpIsHeldUntilTheLogIsRead() throws IOException {
    Payments rules = rules(shared.join(), "ladder", Duration.ofSeconds(10));

    Outcome.Hold hold = held(rules.handle(copy(4, NOW.minusSeconds(10))));
    shared.deliver();

    assertThat(eventOf(hold.decision().get())).isInstanceOf(Event.DeadLettered.class);
  }

  /** It is looked at again, and then there is time enough. */
  @Test
  void paymentThatWaitsOnIsNotHeld() throws IOException {
    Outcome outcome = rules(shared.join(), "ladder", null).handle(copy(1, NOW.minusSeconds(1)));

    assertThat(eventOf(outcome)).isInstanceOf(Event.Postponed.class);
  }

  @Test
  void paymentUnderWayIsHeldUntilItIsNot() {
    registered.add(1);
    Payments rules = rules("ladder", null);
    PaymentKey key = PaymentKey.of("message", 8843);
    log.claim(key);

    Outcome.Hold hold = (Outcome.Hold) rules.handle(first());
    assertThat(hold.until()).isNotDone();

    log.done(key, 0);

    assertThat(hold.until()).isDone();
    assertThat(hold.decision().get()).isEqualTo(new Outcome.Done(new Event.Duplicate(8843, 1)));
  }

  @ParameterizedTest
  @CsvSource({"ladder, '', payment-reprocessor.wait.1000ms", "plugin, payments, reprocess.payment"})
  void paymentOfAnUnknownClientWaits(String mode, String exchange, String routingKey) {
    Outcome outcome = rules(mode, null).handle(first());

    assertThat(eventOf(outcome)).isEqualTo(new Event.Postponed(8843, 1, 1, Duration.ofSeconds(1)));
    Message copy = copyIn(outcome);
    assertThat(copy.exchange()).isEqualTo(exchange);
    assertThat(copy.routingKey()).isEqualTo(routingKey);
    assertThat(copy.properties().getHeaders()).containsEntry("first-seen", NOW.toEpochMilli());
  }

  @Test
  void nativeMovesPaymentOnceAndRejectsItFromThenOn() {
    Payments rules = rules("native", null);

    Outcome moved = rules.handle(first());
    assertThat(copyIn(moved).routingKey()).isEqualTo("payment-reprocessor");
    assertThat(((Outcome.Republish) moved).event()).isEmpty();
    ((Outcome.Republish) moved).safe().run();
    assertThat(remembered).isEmpty();

    Outcome rejected = rules.handle(copy(4, NOW.minusSeconds(10)));
    assertThat(rejected).isInstanceOf(Outcome.Reject.class);
    assertThat(eventOf(rejected)).isEqualTo(new Event.Postponed(8843, 1, 5, Duration.ofSeconds(5)));
  }

  @ParameterizedTest
  @CsvSource({"ladder", "plugin", "native"})
  void paymentIsRememberedOnceItWaitsAndForgottenBeforeItIsDue(String mode) {
    Outcome outcome = rules(mode, null).handle(copy(1, NOW.minusSeconds(1)));
    assertThat(remembered).isEmpty();

    if (outcome instanceof Outcome.Reject reject) {
      reject.safe().run();
    } else {
      ((Outcome.Republish) outcome).safe().run();
    }

    Remembered hint = remembered.get(0);
    assertThat(hint.id()).isEqualTo(8843);
    assertThat(hint.attempts()).isEqualTo(2);
    assertThat(hint.firstSeenMillis()).isEqualTo(NOW.minusSeconds(1).toEpochMilli());
    assertThat(hint.dueMillis()).isEqualTo(NOW.plusSeconds(2).toEpochMilli());
    assertThat(hint.carried().messageId()).isEqualTo("message");
    assertThat(Duration.ofNanos(hint.endNanos() - System.nanoTime()))
        .isBetween(Duration.ofMillis(1_500), Duration.ofMillis(1_800));
  }

  @Test
  void paymentWaitsAlsoWhereNobodyRemembersIt() {
    Payments rules =
        new Payments(
            clients,
            log,
            new DelayModes(SCHEDULE, QueueType.CLASSIC).named("ladder"),
            new Patience(SCHEDULE, Optional.empty()),
            Optional.empty(),
            Clock.fixed(NOW, ZoneOffset.UTC));

    Outcome.Republish waits = (Outcome.Republish) rules.handle(first());
    waits.safe().run();

    assertThat(waits.event()).isPresent();
    assertThat(remembered).isEmpty();
  }

  /** A tenth of the delay, within limits. */
  @ParameterizedTest
  @CsvSource({"100, 50", "1000, 100", "20000, 500"})
  void paymentIsForgottenSoLongBeforeItIsDue(long delayMillis, long marginMillis) {
    Duration delay = Duration.ofMillis(delayMillis);
    RetrySchedule schedule = new RetrySchedule(delay, delay);
    Payments rules =
        new Payments(
            clients,
            log,
            new DelayModes(schedule, QueueType.CLASSIC).named("ladder"),
            new Patience(schedule, Optional.empty()),
            Optional.of(remembered::add),
            Clock.fixed(NOW, ZoneOffset.UTC));
    long before = System.nanoTime();

    ((Outcome.Republish) rules.handle(first())).safe().run();

    assertThat(remembered.get(0).endNanos() - before)
        .isBetween(
            Duration.ofMillis(delayMillis - marginMillis).toNanos(),
            Duration.ofMillis(delayMillis - marginMillis).toNanos() + System.nanoTime() - before);
  }

  @Test
  void malformedPaymentIsPutAside() {
    Outcome outcome =
        rules("ladder", null)
            .handle(
                Deliveries.first(
                    "payment-processor",
                    properties(Map.of()),
                    "nonsense".getBytes(StandardCharsets.UTF_8)));

    assertThat(copyIn(outcome).routingKey()).isEqualTo("dead-letters");
    assertThat(copyIn(outcome).properties().getHeaders())
        .containsEntry("reason", "malformed")
        .containsEntry("from-queue", "payment-processor");
    assertThat(eventOf(outcome)).isInstanceOf(Event.DeadLettered.class);
  }

  @Test
  void paymentIsGivenUpWhenItHasWaitedLongEnough() {
    Outcome outcome = rules("ladder", Duration.ofSeconds(10)).handle(copy(4, NOW.minusSeconds(10)));

    assertThat(copyIn(outcome).properties().getHeaders())
        .containsEntry("reason", "given-up")
        .containsEntry("detail", "client 1 was not registered within 10000 ms of payment 8843")
        .containsEntry("attempts", 4);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 10000", // the clock was set: three delays are six seconds
    "4, 9999",
  })
  void paymentIsNotGivenUpEarlier(int attempts, long ageMillis) {
    Outcome outcome =
        rules("ladder", Duration.ofSeconds(10)).handle(copy(attempts, NOW.minusMillis(ageMillis)));

    assertThat(eventOf(outcome)).isInstanceOf(Event.Postponed.class);
  }

  @Test
  void paymentSeenInTheFutureIsGivenUpByItsDelays() {
    Payments rules = rules("ladder", Duration.ofSeconds(10));

    assertThat(eventOf(rules.handle(copy(3, NOW.plusSeconds(3_600)))))
        .isInstanceOf(Event.Postponed.class);
    assertThat(eventOf(rules.handle(copy(4, NOW.plusSeconds(3_600)))))
        .isInstanceOf(Event.DeadLettered.class);
  }

  @Test
  void paymentOfAKnownClientIsNeverGivenUp() {
    registered.add(1);

    assertThat(eventOf(rules("ladder", Duration.ofSeconds(10)).handle(copy(9, Instant.EPOCH))))
        .isInstanceOf(Event.Processed.class);
  }
}
