package payments.consumer.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import payments.common.amqp.ConfirmedPublisher;
import payments.consumer.delivery.Journal;
import payments.consumer.delivery.PatientPublisher;
import payments.consumer.event.EventListener;
import payments.consumer.event.TextFormat;
import payments.consumer.paymentslog.Carried;
import payments.consumer.paymentslog.PaymentKey;
import payments.consumer.paymentslog.PaymentsLog;
import payments.consumer.paymentslog.ProcessedPayments;
import payments.consumer.paymentslog.SharedLog;
import payments.consumer.waiting.Remembered;
import payments.consumer.waiting.WaitingPayments;

@Timeout(30)
class AtOnceTest {
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor();
  private static final int CLIENTS = 4;
  private static final int EACH = 400;
  private static final int MOST = 500;
  private static final int BYTES_EACH = 16;

  private final Set<Long> clients = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean blocked;
  private final BlockingQueue<BasicProperties> records = new LinkedBlockingQueue<>();

  @AfterAll
  static void endTimer() {
    TIMER.shutdownNow();
  }

  private static Remembered payment(long id, long client) {
    return copy(id, client, 0);
  }

  private static Remembered copy(long id, long client, long dueMillis) {
    return payment(id, client, dueMillis, Duration.ofMinutes(1));
  }

  private static Remembered payment(long id, long client, long dueMillis, Duration left) {
    return new Remembered(
        id,
        client,
        new Carried(new byte[10], "message " + id, "application/json", null, Map.of()),
        1,
        0,
        dueMillis,
        System.nanoTime() + left.toNanos(),
        OptionalLong.empty());
  }

  private AtOnce start(SharedLog stream) throws IOException {
    return start(stream.join());
  }

  private AtOnce start(PaymentsLog log) throws IOException {
    Channel channel =
        (Channel)
            Proxy.newProxyInstance(
                Channel.class.getClassLoader(),
                new Class<?>[] {Channel.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("basicPublish")) {
                    records.add((BasicProperties) arguments[arguments.length - 2]);
                  }
                  return null;
                });
    return new AtOnce(
        new WaitingPayments(),
        clients::contains,
        log,
        new PatientPublisher(
            new ConfirmedPublisher(channel), () -> {}, TIMER, why -> {}, why -> {}, failures::add),
        new Journal(
            TextFormat::new, OutputStream.nullOutputStream(), EventListener.NONE, failures::add),
        () -> blocked,
        TIMER,
        failures::add);
  }

  private void register(long client, AtOnce atOnce) {
    clients.add(client);
    atOnce.known(client);
  }

  /** What is announced in vain holds up others, and is matched for nothing. */
  @Test
  void announcesNoMoreThanItCanProcessInTimeOfAllClientsTogether() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      for (long id = 0; id < CLIENTS * EACH; id++) {
        atOnce.remember(payment(id, id % CLIENTS));
      }
      for (long client = 0; client < CLIENTS; client++) {
        register(client, atOnce);
      }

      assertThat(stream.awaitLength(1)).isEqualTo(EACH * BYTES_EACH); // 0 is that of joining
      stream.deliver();
      assertThat(stream.awaitLength(2)).isEqualTo(MOST * BYTES_EACH);
      assertThat(failures).isEmpty();
    }
  }

  /** Until the last of its copies has come back it has to be known that it is processed. */
  @ParameterizedTest
  @CsvSource({"1000, 5000", "5000, 1000"})
  void ofTwoCopiesOfPaymentThatWhichComesBackLaterIsInItsRecord(long dueOfOne, long dueOfOther)
      throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      atOnce.remember(copy(1, 1, dueOfOne));
      atOnce.remember(copy(1, 1, dueOfOther));
      register(1, atOnce);
      stream.awaitLength(1); // the announcement
      stream.deliver();

      BasicProperties record = records.poll(10, TimeUnit.SECONDS);
      assertThat(record.getHeaders()).containsEntry("copy-due", 5000L);
      assertThat(records.poll(100, TimeUnit.MILLISECONDS)).isNull();
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void whatWaitsForAnExpectedClientIsAnnouncedBeforeThatIsKnownAndNotAgain() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      atOnce.remember(payment(1, 1));
      atOnce.expect(1);
      assertThat(stream.awaitLength(1)).isEqualTo(BYTES_EACH);
      stream.deliver();
      assertNoRecord();

      register(1, atOnce);

      assertThat(records.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(stream.length()).isEqualTo(2);
      assertThat(failures).isEmpty();
    }
  }

  /** Nobody is told of it afterwards. */
  @Test
  void clientThatBecomesKnownWhileItsPaymentIsAnnouncedIsNotMissed() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      atOnce.remember(payment(1, 1));
      atOnce.expect(1);
      stream.awaitLength(1);
      register(1, atOnce);
      assertNoRecord();

      stream.deliver();

      assertThat(records.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void whatWasAnnouncedLongAgoIsAnnouncedAgain() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      atOnce.remember(payment(1, 1).announced(System.nanoTime() + PaymentsLog.TURN.toNanos() / 3));

      register(1, atOnce);

      assertThat(stream.awaitLength(1)).isEqualTo(BYTES_EACH);
      assertNoRecord();
      stream.deliver();
      assertThat(records.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void whatWasRememberedAfterTheAnnouncementIsAnnouncedAsWell() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      atOnce.remember(payment(1, 1).announced(System.nanoTime() + Duration.ofMinutes(1).toNanos()));
      atOnce.remember(payment(2, 1));

      register(1, atOnce);

      assertThat(stream.awaitLength(1)).isEqualTo(2 * BYTES_EACH);
      assertNoRecord();
    }
  }

  @Test
  void whatComesBackBeforeItsClientIsKnownIsNotProcessedHere() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      Remembered soon = payment(1, 1, 0, Duration.ofSeconds(2));
      atOnce.remember(soon);
      atOnce.expect(1);
      stream.awaitLength(1);
      stream.deliver();
      while (soon.endNanos() - System.nanoTime() > 0) {
        Thread.sleep(10);
      }

      register(1, atOnce);

      assertNoRecord();
      assertThat(stream.length()).isEqualTo(2);
    }
  }

  /** Whoever got its copy would wait five seconds for it. */
  @Test
  void whatComesBackSoonIsNotAnnouncedEarly() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      atOnce.remember(payment(1, 1, 0, Duration.ofMillis(190)));
      atOnce.expect(1);

      assertNoRecord();
      assertThat(stream.length()).isEqualTo(1);
    }
  }

  @Test
  void whatAnotherHasAnnouncedFirstIsLeftToThatOne() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    PaymentsLog other = stream.join();
    try (AtOnce atOnce = start(stream)) {
      other.announce(List.of(PaymentKey.of("message 1", 1)));
      stream.deliver();
      int before = stream.length();
      atOnce.remember(payment(1, 1));
      atOnce.expect(1);
      stream.awaitLength(before);
      stream.deliver();

      register(1, atOnce);

      assertNoRecord();
    }
  }

  @Test
  void moreThanCanBeProcessedInTimeIsNotAnnouncedEarly() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      for (long id = 0; id <= MOST; id++) {
        atOnce.remember(payment(id, 1));
      }
      atOnce.remember(payment(MOST + 1, 2));

      atOnce.expect(1);
      atOnce.expect(2);

      assertThat(stream.awaitLength(1)).isEqualTo(BYTES_EACH);
      register(1, atOnce);
      stream.deliver();
      assertThat(stream.awaitLength(2)).isEqualTo(MOST * BYTES_EACH);
    }
  }

  @Test
  void nothingIsAnnouncedEarlyWhileTheBrokerTakesNothing() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    try (AtOnce atOnce = start(stream)) {
      blocked = true;
      atOnce.remember(payment(1, 1));
      atOnce.expect(1);
      assertNoRecord();
      assertThat(stream.length()).isEqualTo(1);
      blocked = false;

      register(1, atOnce);

      assertThat(stream.awaitLength(1)).isEqualTo(BYTES_EACH);
      stream.deliver();
      assertThat(records.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void withoutALogNothingIsProcessedBeforeItsClientIsKnown() throws Exception {
    ProcessedPayments memory = new ProcessedPayments();
    try (AtOnce atOnce = start(PaymentsLog.none(memory))) {
      atOnce.remember(payment(1, 1));
      PaymentKey key = PaymentKey.of("message 1", 1);
      atOnce.expect(1);
      Thread.sleep(100);
      assertThat(memory.contains(key)).isFalse();

      register(1, atOnce);

      while (!memory.contains(key)) {
        Thread.sleep(10);
      }
    }
  }

  private void assertNoRecord() throws InterruptedException {
    assertThat(records.poll(100, TimeUnit.MILLISECONDS)).isNull();
  }
}
