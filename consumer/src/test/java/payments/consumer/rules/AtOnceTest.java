package payments.consumer.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  @AfterAll
  static void endTimer() {
    TIMER.shutdownNow();
  }

  private static Remembered payment(long id, long client) {
    return new Remembered(
        id,
        client,
        new Carried(new byte[10], "message " + id, "application/json", null, Map.of()),
        1,
        0,
        0,
        System.nanoTime() + Duration.ofMinutes(1).toNanos());
  }

  /** What is announced in vain holds up others, and is matched for nothing. */
  @Test
  void announcesNoMoreThanItCanProcessInTimeOfAllClientsTogether() throws Exception {
    SharedLog stream = new SharedLog(TIMER);
    Channel silent =
        (Channel)
            Proxy.newProxyInstance(
                Channel.class.getClassLoader(),
                new Class<?>[] {Channel.class},
                (proxy, method, arguments) -> null);
    try (AtOnce atOnce =
        new AtOnce(
            new WaitingPayments(),
            client -> false,
            stream.join(),
            new PatientPublisher(
                new ConfirmedPublisher(silent),
                () -> {},
                TIMER,
                why -> {},
                why -> {},
                failures::add),
            new Journal(
                new TextFormat(),
                OutputStream.nullOutputStream(),
                EventListener.NONE,
                failures::add),
            () -> false,
            TIMER,
            failures::add)) {
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
}
