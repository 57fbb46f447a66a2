package payments.consumer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.MalformedMessageException;
import payments.common.Payment;
import payments.common.amqp.Message;
import payments.common.amqp.QueueType;
import payments.consumer.delay.DelayModes;
import payments.consumer.desk.Carried;
import payments.consumer.desk.Decision;
import payments.consumer.desk.Delivery;
import payments.consumer.desk.Destination;
import payments.consumer.desk.Input;
import payments.consumer.desk.PaymentKey;
import payments.consumer.desk.Publication;
import payments.consumer.desk.Reason;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.desk.Source;
import payments.consumer.event.Event;
import payments.consumer.event.Event.Processed.Cause;

class MessagesTest {
  private static final byte[] BODY = "{\"id\":8843,\"clientId\":1,\"value\":300}".getBytes(UTF_8);
  private static final Payment PAYMENT = new Payment(8843, 1, 300, "");
  private static final PaymentKey KEY = PaymentKey.of("message", 8843, 0);
  private static final Destination LOG = Destination.queue("payments-log");

  private final Messages messages = messages("a");

  private static Messages messages(String process) {
    RetrySchedule schedule = new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));
    return new Messages(new DelayModes(schedule, QueueType.CLASSIC).named("ladder"), process);
  }

  private static BasicProperties.Builder message() {
    return new BasicProperties.Builder().messageId("message");
  }

  private static BasicProperties headers(Map<String, Object> headers) {
    return message().headers(headers).build();
  }

  private static Incoming incoming(BasicProperties properties) {
    return new Incoming(3, 5, false, properties, BODY);
  }

  private Delivery delivery(BasicProperties properties) {
    return messages.delivery(Source.WAITED, incoming(properties));
  }

  private Carried carried(BasicProperties properties) {
    return ((Delivery.Due) delivery(properties).content()).carried();
  }

  // Deliveries

  @Test
  void aPaymentIsReadWithAllThatIsDecidedBy() {
    Delivery delivery =
        messages.delivery(
            Source.WAITED,
            new Incoming(3, 5, true, headers(Map.of("x-retry", 2, "first-seen", 1_000L)), BODY));

    assertThat(delivery.source()).isEqualTo(Source.WAITED);
    assertThat(delivery.consumer()).isEqualTo(3);
    assertThat(delivery.tag()).isEqualTo(5);
    assertThat(delivery.redelivered()).isTrue();
    assertThat(delivery.bodyBytes()).isEqualTo(BODY.length);
    assertThat(delivery.size()).isGreaterThan(BODY.length);
    assertThat(delivery.attempts()).isEqualTo(2);
    assertThat(delivery.firstSeenMillis()).hasValue(1_000);
    Delivery.Due due = (Delivery.Due) delivery.content();
    assertThat(due.payment()).isEqualTo(PAYMENT);
    assertThat(due.key()).isEqualTo(KEY);
    assertThat(due.way()).isEqualTo(Delivery.Way.COPY);
  }

  /** A quorum queue says so of what it had given out before, whatever the flag. */
  @Test
  void whatWasGivenOutBeforeIsRedelivered() {
    assertThat(delivery(headers(Map.of("x-delivery-count", 1L))).redelivered()).isTrue();
    assertThat(delivery(headers(Map.of())).redelivered()).isFalse();
  }

  @Test
  void whatComesForAFirstLookHasNeitherAttemptsNorAnAge() {
    Delivery delivery =
        messages.delivery(
            Source.PAYMENTS, incoming(headers(Map.of("x-retry", 9, "first-seen", 1_000L))));

    assertThat(delivery.attempts()).isZero();
    assertThat(delivery.firstSeenMillis()).isEmpty();
  }

  @Test
  void aRegistrationIsRead() {
    Incoming message =
        new Incoming(
            1, 1, false, new BasicProperties(), "{\"id\":7,\"name\":\"x\"}".getBytes(UTF_8));

    assertThat(messages.delivery(Source.CLIENTS, message).content())
        .isEqualTo(new Delivery.Registration(7));
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void whatIsNoJsonIsUnreadable(Source source) {
    Incoming message = new Incoming(1, 1, false, new BasicProperties(), "nonsense".getBytes(UTF_8));

    assertThat(messages.delivery(source, message).content())
        .isInstanceOf(Delivery.Unreadable.class);
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void whatHasHeadersThatCannotBeReadIsUnreadable(Source source) {
    byte[] both = "{\"id\":7,\"clientId\":1,\"value\":300}".getBytes(UTF_8);
    Incoming message = new Incoming(1, 1, false, headers(Map.of("unreadable", "too deep")), both);

    assertThat(messages.delivery(source, message).content())
        .isEqualTo(new Delivery.Unreadable("the headers cannot be read: too deep"));
  }

  @Test
  void whatIsReplayedIsAnotherPayment() {
    Delivery.Due again = (Delivery.Due) delivery(headers(Map.of("replayed", 1))).content();

    assertThat(again.key()).isEqualTo(PaymentKey.of("message", 8843, 1)).isNotEqualTo(KEY);
  }

  @Test
  void whatTheSenderSaidGoesOn() {
    Carried carried =
        carried(message().contentType("application/cbor").correlationId("order 7").build());

    assertThat(carried.body()).isSameAs(BODY);
    assertThat(carried.messageId()).isEqualTo("message");
    assertThat(carried.contentType()).isEqualTo("application/cbor");
    assertThat(carried.correlationId()).isEqualTo("order 7");
    assertThat(carried.headers()).isEmpty();
  }

  @Test
  void eachCopyOfAMessageWithoutIdGetsTheSame() {
    BasicProperties nameless = new BasicProperties();

    assertThat(carried(nameless).messageId()).isNotEmpty().isEqualTo(carried(nameless).messageId());
  }

  @Test
  void headersThatAStreamTakesGoOn() {
    LongString text = LongStringHelper.asLongString("text");
    Map<String, Object> headers = new HashMap<>();
    headers.put("a", text);
    headers.put("b", "text");
    headers.put("c", true);
    headers.put("d", (byte) 1);
    headers.put("e", (short) 2);
    headers.put("f", 3);
    headers.put("g", 4L);
    headers.put("replayed", 1);

    assertThat(carried(headers(headers)).headers()).isEqualTo(headers);
  }

  /** It would close the connection. */
  @Test
  void headersThatAStreamRefusesAndOursAreLeftBehind() {
    Map<String, Object> headers = new HashMap<>();
    headers.put("nothing", null);
    headers.put("decimal", BigDecimal.ONE);
    headers.put("real", 1.5);
    headers.put("time", new Date(0));
    headers.put("list", new ArrayList<>(List.of(1)));
    headers.put("table", new HashMap<>(Map.of("a", 1)));
    headers.put("bytes", new byte[1]);
    headers.put("x-stream-filter-value", "text");
    headers.put("x-retry", 1);
    headers.put("first-seen", 2L);
    headers.put("writer", "a-1");
    headers.put("kept", "text");

    assertThat(carried(headers(headers)).headers()).containsOnlyKeys("kept");
  }

  /** What is remembered has room for so many bytes: none may seem smaller than it is. */
  @Test
  void sizeGrowsWithAllThatIsCarried() {
    LongString text = LongStringHelper.asLongString("x".repeat(1_000));

    long small = carried(message().build()).size();
    long large = carried(message().correlationId("1234").headers(Map.of("b", text)).build()).size();

    assertThat(small).isGreaterThan(BODY.length);
    assertThat(large - small).isEqualTo(2 * 4 + 200 + 2 + 1_000);
  }

  // Copies

  private Message copy(BasicProperties original, int attempt, long delayMillis) {
    Delivery delivery = delivery(original);
    return messages.message(
        Destination.queue("wait"),
        new Publication.Copy(delivery, attempt, delayMillis, 1_000),
        incoming(original));
  }

  @Test
  void aCopySaysAttemptDelayAndWhenItWasFirstSeen() {
    Message copy = copy(headers(Map.of("x-retry", 2, "x-delay", -2_000L, "trace", "a")), 3, 3_000);

    assertThat(copy.routingKey()).isEqualTo("wait");
    assertThat(copy.mandatory()).isTrue();
    assertThat(copy.body()).isSameAs(BODY);
    assertThat(copy.properties().getMessageId()).isEqualTo("message");
    assertThat(copy.properties().getDeliveryMode()).isEqualTo(2);
    assertThat(copy.properties().getHeaders())
        .containsOnly(
            Map.entry("x-retry", 3),
            Map.entry("x-delay", 3_000),
            Map.entry("first-seen", 1_000L),
            Map.entry("trace", "a"));
  }

  @Test
  void aCopyForgetsWhatTheBrokerSaidOfItsOriginal() {
    Message copy =
        copy(
            headers(
                Map.of(
                    "x-death",
                    List.of(Map.of("queue", "wait")),
                    "x-first-death-queue",
                    "wait",
                    "x-last-death-queue",
                    "wait",
                    "x-delivery-count",
                    3L)),
            1,
            1_000);

    assertThat(copy.properties().getHeaders()).containsOnlyKeys("x-retry", "x-delay", "first-seen");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 60_000, Integer.MAX_VALUE})
  void theDelayIsAnIntWhereItFits(long millis) {
    assertThat(copy(message().build(), 1, millis).properties().getHeaders())
        .containsEntry("x-delay", (int) millis);
  }

  @ParameterizedTest
  @ValueSource(longs = {Integer.MAX_VALUE + 1L, 4_294_967_295L})
  void theDelayIsALongWhereItMustBe(long millis) {
    assertThat(copy(message().build(), 1, millis).properties().getHeaders())
        .containsEntry("x-delay", millis);
  }

  @Test
  void whatIsMovedWasNotPostponed() {
    BasicProperties original = headers(Map.of("x-retry", 5));
    Message moved =
        messages.message(
            Destination.queue("there"),
            new Publication.Moved(delivery(original), 1_000),
            incoming(original));

    assertThat(moved.properties().getHeaders())
        .containsOnly(
            Map.entry("x-retry", 0), Map.entry("x-delay", 0), Map.entry("first-seen", 1_000L));
  }

  @Test
  void aDeadLetterSaysWhy() {
    BasicProperties original = headers(Map.of("trace", "a", "reason", "forged"));
    Message aside =
        messages.message(
            Destination.queue("dead-letters"),
            new Publication.DeadLetter(delivery(original), Reason.GIVEN_UP, "no client", 4, 1_000),
            incoming(original));

    assertThat(aside.body()).isSameAs(BODY);
    assertThat(aside.properties().getHeaders())
        .containsOnly(
            Map.entry("trace", "a"),
            Map.entry("reason", "given-up"),
            Map.entry("detail", "no client"),
            Map.entry("from-queue", "payment-reprocessor"),
            Map.entry("attempts", 4),
            Map.entry("first-seen", 1_000L));
  }

  /** There are headers that no stream takes, and a type that would make it a mark. */
  @Test
  void aRegistrationGoesToItsLogWithoutHeadersAndType() {
    BasicProperties original =
        message().type("mark").headers(Map.of("decimal", BigDecimal.ONE)).expiration("1").build();
    Message record =
        messages.message(
            Destination.queue("clients-log"),
            new Publication.RegistrationRecord(delivery(original), 7),
            incoming(original));

    assertThat(record.properties().getHeaders()).isNull();
    assertThat(record.properties().getType()).isNull();
    assertThat(record.properties().getExpiration()).isNull();
    assertThat(record.properties().getMessageId()).isEqualTo("message");
  }

  // The log of payments

  private Publication.ProcessedRecord processed(long copyDueMillis, boolean handsOn) {
    return new Publication.ProcessedRecord(
        KEY,
        carried(message().correlationId("c").headers(Map.of("trace", "a")).build()),
        new Event.Processed(
            8843, 1, 2, Duration.ofMillis(3_012), Cause.REGISTRATION, Optional.empty()),
        PaymentKey.contentHash(PAYMENT),
        5_000,
        copyDueMillis,
        handsOn);
  }

  @Test
  void aRecordSaysHowItCameToBeProcessed() {
    Message record = messages.message(17, LOG, processed(6_000, false));

    assertThat(record.body()).isSameAs(BODY);
    assertThat(record.properties().getMessageId()).isEqualTo("message");
    assertThat(record.properties().getCorrelationId()).isEqualTo("c");
    assertThat(record.properties().getHeaders())
        .containsOnly(
            Map.entry("trace", "a"),
            Map.entry("attempts", 2),
            Map.entry("waited", 3_012L),
            Map.entry("processed-at", 5_000L),
            Map.entry("cause", "registration"),
            Map.entry("copy-due", 6_000L),
            Map.entry("writer", "a-17"));
  }

  @Test
  void aRecordIsReadByOthers() throws MalformedMessageException {
    Message record = messages.message(17, LOG, processed(6_000, false));

    assertThat(messages("b").ownNumber(record.properties())).isEmpty();
    assertThat(Messages.record(record.properties(), record.body()))
        .isEqualTo(
            new Input.DecisionRead(
                KEY, Decision.PROCESSED, 6_000, PaymentKey.contentHash(PAYMENT), true));
  }

  @Test
  void aRecordThatIsToBeHandedOnSaysSo() throws MalformedMessageException {
    Message record = messages.message(17, LOG, processed(0, true));

    assertThat(record.properties().getHeaders()).doesNotContainKey("copy-due");
    assertThat(((Input.DecisionRead) Messages.record(record.properties(), BODY)).handedOn())
        .isFalse();
  }

  @Test
  void whatIsHandedOnSaysTheSameWithoutItsWriter() {
    Message message =
        messages.message(
            17,
            new Destination("processed-payments", "", false),
            new Publication.HandedOn(processed(0, true)));

    assertThat(message.exchange()).isEqualTo("processed-payments");
    assertThat(message.mandatory()).isFalse();
    assertThat(message.properties().getHeaders())
        .containsOnlyKeys("trace", "attempts", "waited", "processed-at", "cause");
  }

  @Test
  void whatIsNoPaymentIsNoRecord() {
    assertThatThrownBy(() -> Messages.record(message().build(), new byte[0]))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void ownRecordsAreKnownByTheirNumber() {
    Message record = messages.message(17, LOG, processed(0, false));

    assertThat(messages.ownNumber(record.properties())).hasValue(17);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a-", "a-x", "ab-17", "a-17-", "a-99999999999999999999"})
  void jokesAreNoNumbers(String writer) {
    assertThat(messages.ownNumber(headers(Map.of("writer", writer)))).isEmpty();
    assertThat(messages.ownNumber(new BasicProperties())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Decision.class,
      names = {"GIVEN_UP", "CANCELLED"})
  void otherDecisionsAreMarks(Decision decision) {
    Message mark = messages.message(17, LOG, new Publication.DecisionMark(KEY, decision));

    assertThat(Marks.isMark(mark.properties())).isTrue();
    assertThat(messages.ownNumber(mark.properties())).hasValue(17);
    assertThat(Messages.mark(mark.properties(), mark.body()))
        .contains(new Input.DecisionRead(KEY, decision, 0, 0, true));
  }

  /** Version 1.1 takes a body of whole keys for what its writer is about to process. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 500})
  void earlierVersionsPassOverWhatIsToldInMarks(int payments) {
    List<PaymentKey> keys = new ArrayList<>();
    for (int id = 1; id <= payments; id++) {
      keys.add(PaymentKey.of("message", id, 0));
    }
    Message mark = messages.message(17, LOG, new Publication.HandedOnMark(keys));

    assertThat(mark.properties().getType()).isEqualTo("mark");
    assertThat(mark.body().length % 16).isNotZero();
    assertThat(Messages.mark(mark.properties(), mark.body()))
        .contains(new Input.HandedOnRead(keys));
  }

  /** Of an earlier version, of a later one, of somebody else. */
  @Test
  void marksThatAreNotUnderstoodSayNothing() {
    Map<String, Object> decided = Map.of("mark", "x", "decision", "given-up");

    assertThat(Messages.mark(headers(Map.of("mark", "x")), new byte[32])).isEmpty();
    assertThat(Messages.mark(headers(decided), new byte[0])).isEmpty();
    assertThat(Messages.mark(headers(decided), new byte[16])).isEmpty();
    assertThat(Messages.mark(headers(decided), new byte[17])).as("format 0").isEmpty();
    byte[] two = new byte[33];
    two[0] = 1;
    assertThat(Messages.mark(headers(decided), two)).isEmpty();
    byte[] one = new byte[17];
    one[0] = 1;
    assertThat(Messages.mark(headers(decided), one)).isPresent();
    assertThat(Messages.mark(headers(Map.of("decision", "processed")), one)).isEmpty();
    assertThat(Messages.mark(headers(Map.of("decision", "else")), one)).isEmpty();
  }
}
