package payments.consumer.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
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

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<BasicProperties> records = new LinkedBlockingQueue<>();

  @AfterAll
  static void endTimer() {
    TIMER.shutdownNow();
  }

  private static Remembered payment(long id, long client) {
    return copy(id, client, 0);
  }

  private static Remembered copy(long id, long client, long dueMillis) {
    return new Remembered(
        id,
        client,
        new Carried(new byte[10], "message " + id, "application/json", null, Map.of()),
        1,
        0,
        dueMillis,
        System.nanoTime() + Duration.ofMinutes(1).toNanos());
  }

  private AtOnce start(SharedLog stream) throws IOException {
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
        client -> false,
        stream.join(),
        new PatientPublisher(
            new ConfirmedPublisher(channel), () -> {}, TIMER, why -> {}, why -> {}, failures::add),
        new Journal(
            TextFormat::new, OutputStream.nullOutputStream(), EventListener.NONE, failures::add),
        () -> false,
        TIMER,
        failures::add);
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
        atOnce.known(client);
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
      atOnce.known(1);
      stream.awaitLength(1); // the announcement
      stream.deliver();

      BasicProperties record = records.poll(10, TimeUnit.SECONDS);
      assertThat(record.getHeaders()).containsEntry("copy-due", 5000L);
      assertThat(records.poll(100, TimeUnit.MILLISECONDS)).isNull();
      assertThat(failures).isEmpty();
    }
  }
}
