package payments.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import payments.common.Client;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.Payment;

/** Payments that come before their clients, and how late they are processed after these. */
final class Races {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Races() {}

  /**
   * Sends payments, and each one's client a while later.
   *
   * @param first number of the first payment and of its client
   * @return when the registration of each was confirmed
   */
  static Map<Long, Instant> run(
      BenchmarkBroker broker, long first, int count, int perSecond, int leastGap, int mostGap)
      throws Exception {
    Map<Long, Long> underWay = new ConcurrentHashMap<>();
    Map<Long, Instant> confirmed = new ConcurrentHashMap<>();
    CountDownLatch all = new CountDownLatch(count);
    Random random = new Random(1);
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try (Channel payments = broker.openChannel();
        Channel clients = broker.openChannel()) {
      clients.confirmSelect();
      clients.addConfirmListener(
          (tag, multiple) -> {
            Instant now = Instant.now();
            for (Map.Entry<Long, Long> each : underWay.entrySet()) {
              if (each.getKey() == tag || multiple && each.getKey() < tag) {
                underWay.remove(each.getKey());
                confirmed.put(each.getValue(), now);
                all.countDown();
              }
            }
          },
          (tag, multiple) -> {
            throw new IllegalStateException("a registration was refused");
          });
      for (int i = 0; i < count; i++) {
        long id = first + i;
        int gap = leastGap + random.nextInt(mostGap - leastGap + 1);
        timer.schedule(
            () -> {
              publish(
                  payments,
                  Names.PAYMENTS,
                  Names.PROCESS_PAYMENT,
                  MessageBody.of(new Payment(id, id, 300, "")));
              timer.schedule(
                  () -> {
                    underWay.put(clients.getNextPublishSeqNo(), id);
                    publish(
                        clients, Names.CLIENTS, "", MessageBody.of(new Client(id, "new client")));
                    return null;
                  },
                  gap,
                  TimeUnit.MILLISECONDS);
              return null;
            },
            1_000L * i / perSecond,
            TimeUnit.MILLISECONDS);
      }
      if (!all.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(all.getCount() + " registrations were not confirmed");
      }
      return confirmed;
    } finally {
      timer.shutdownNow();
    }
  }

  private static void publish(Channel channel, String exchange, String key, byte[] body)
      throws IOException {
    BasicProperties properties =
        new BasicProperties.Builder()
            .contentType("application/json")
            .deliveryMode(2)
            .messageId(UUID.randomUUID().toString())
            .build();
    channel.basicPublish(exchange, key, properties, body);
  }

  /** Waits until all are processed; returns how many milliseconds after its client each was. */
  static List<Double> lateness(Map<Long, Instant> registered, List<Run> consumers)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<Double> millis = lateness(registered, texts(consumers));
    while (millis.size() < registered.size()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "processed: %d of %d".formatted(millis.size(), registered.size()));
      }
      Thread.sleep(1_000);
      consumers.forEach(Run::requireAlive);
      millis = lateness(registered, texts(consumers));
    }
    return millis;
  }

  private static String texts(List<Run> consumers) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Run consumer : consumers) {
      text.append(consumer.text());
    }
    return text.toString();
  }

  static List<Double> lateness(Map<Long, Instant> registered, String events) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (String line : events.split("\n")) {
      if (line.endsWith("}") && line.contains("\"processed\"")) {
        JsonNode event = JSON.readTree(line);
        Instant client = registered.get(event.path("paymentId").asLong());
        if (client != null) {
          Instant processed = Instant.parse(event.path("time").asText());
          millis.add(Math.max(0, Duration.between(client, processed).toNanos() / 1e6));
        }
      }
    }
    return millis;
  }

  /** Returns the value that so many of a hundred are not above. */
  static double percentile(List<Double> values, int percent) {
    List<Double> sorted = values.stream().sorted().toList();
    int index = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
    return sorted.get(Math.max(0, index));
  }
}
