package payments.consumer.simulation;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import payments.common.Client;
import payments.common.Headers;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.Payment;
import payments.common.amqp.Message;
import payments.consumer.broker.Messages;
import payments.consumer.desk.Decision;
import payments.consumer.desk.Destination;
import payments.consumer.desk.PaymentKey;
import payments.consumer.desk.Publication;

/** Those who register clients and send payments, some of them carelessly. */
final class Senders {
  static final int LARGE = 25_000;

  private final World world;
  private final Broker broker;
  private int payments;
  private int cancellations;

  Senders(World world, Broker broker) {
    this.world = world;
    this.broker = broker;
  }

  /** Plans all that is sent in a run. */
  void plan() {
    Scenario scenario = world.scenario();
    Chance chance = world.chance();
    for (int client = 1; client <= scenario.clients(); client++) {
      if (scenario.hasCrowd() || !chance.oneIn(6)) {
        int number = client;
        for (int times = chance.oneIn(4) ? 2 : 1; times > 0; times--) {
          if (scenario.hasCrowd()) {
            world.timeline().in(scenario.seconds() * Timeline.SECOND, () -> register(number));
          } else {
            atSomeTime(() -> register(number));
          }
        }
      }
    }
    for (int i = 0; i < scenario.payments(); i++) {
      int client = scenario.hasCrowd() ? 1 : chance.from(1, scenario.clients());
      atSomeTime(() -> pay(client));
    }
    if (chance.oneIn(8)) {
      atSomeTime(() -> sendMalformed(Names.CLIENTS_PROCESSOR, "{\"id\":0}"));
    }
    if (chance.oneIn(4)) {
      atSomeTime(() -> sendMalformed(Names.PAYMENT_PROCESSOR, "{\"id\":1,\"clientId\":"));
    }
  }

  private void atSomeTime(Runnable what) {
    world.timeline().in(world.chance().millis(0, 1_000d * world.scenario().seconds()), what);
  }

  private void register(int client) {
    byte[] body = MessageBody.of(new Client(client, "client " + client));
    Sent sent = new Sent("registration of client " + client, body, client, null, null);
    send(sent, Names.CLIENTS_PROCESSOR, new BasicProperties.Builder().build());
  }

  private void sendMalformed(String queue, String text) {
    Sent sent = new Sent(text, text.getBytes(StandardCharsets.UTF_8), 0, null, null);
    send(sent, queue, new BasicProperties.Builder().messageId("m").build());
  }

  private void pay(int client) {
    Chance chance = world.chance();
    Payment payment =
        new Payment(++payments, client, chance.from(1, 1_000), "2026-11-23T06:00:00.123Z");
    String messageId = chance.oneIn(20) ? null : "message-" + payments;
    send(payment, messageId, 0, true);
    int kind = chance.from(1, 60);
    if (kind <= 3) { // the same number and message-id, with another content
      Payment other =
          new Payment(
              payment.id(),
              chance.oneIn(2) ? client : chance.from(1, world.scenario().clients()),
              payment.value() + 1,
              payment.operationDate());
      soon(() -> send(other, "message-" + other.id(), 0, false));
    } else if (kind <= 5) { // a message-id for two
      Payment other = new Payment(++payments, client, 7, payment.operationDate());
      soon(() -> send(other, messageId, 0, true));
    } else if (kind <= 7) { // replayed by hand
      soon(() -> send(payment, messageId, 1, true));
    } else if (kind <= 9 && world.scenario().isShared()) {
      soon(() -> cancel(key(payment, messageId, 0)));
    }
  }

  private void soon(Runnable what) {
    long most = world.chance().oneIn(3) ? 5_000 : 300;
    world.timeline().in(world.chance().millis(0, most), what);
  }

  private void send(Payment payment, String messageId, int replayed, boolean maybeTwice) {
    Chance chance = world.chance();
    Map<String, Object> headers = new HashMap<>();
    if (!chance.oneIn(10)) {
      headers.put(Headers.RETRY, 0);
      headers.put(Headers.DELAY, 0);
    }
    if (replayed > 0) {
      headers.put(Headers.REPLAYED, replayed);
    }
    BasicProperties properties =
        new BasicProperties.Builder().messageId(messageId).headers(headers).build();
    String name =
        "payment %d of client %d over %d%s"
            .formatted(
                payment.id(),
                payment.clientId(),
                payment.value(),
                replayed > 0 ? ", replayed" : "");
    byte[] body = MessageBody.of(payment);
    if (chance.oneIn(60) && !world.scenario().hasLittleRoom()) {
      int length = body.length;
      body = Arrays.copyOf(body, LARGE);
      Arrays.fill(body, length, LARGE, (byte) ' ');
    }
    Sent sent =
        new Sent(name, body, payment.clientId(), payment, key(payment, messageId, replayed));
    send(sent, Names.PAYMENT_PROCESSOR, properties);
    if (maybeTwice && chance.oneIn(6)) {
      soon(() -> publish(sent, Names.PAYMENT_PROCESSOR, properties));
    }
  }

  private static PaymentKey key(Payment payment, String messageId, int replayed) {
    return PaymentKey.of(payment.messageId(messageId), payment.id(), replayed);
  }

  private void send(Sent sent, String queue, BasicProperties properties) {
    world.ledger().add(sent);
    publish(sent, queue, properties);
  }

  private void publish(Sent sent, String queue, BasicProperties properties) {
    world.trace().say("sender", "sends %s", sent);
    Message message = new Message("", queue, true, properties, sent.body);
    world.ledger().arrived(message);
    broker.queue(queue).add(message);
  }

  private void cancel(PaymentKey key) {
    if (broker.paymentsLog.isThere()) {
      Messages messages = new Messages(world.scenario().mode(), "operator");
      Publication mark = new Publication.DecisionMark(key, Decision.CANCELLED);
      broker.take(messages.message(++cancellations, Destination.queue(Names.PAYMENTS_LOG), mark));
    }
  }
}
