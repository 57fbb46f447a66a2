package payments.prove;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import payments.common.Names;
import payments.common.ReportedException;
import payments.common.amqp.Broker;
import payments.common.amqp.BrokerInfo;
import payments.common.amqp.Failures;
import payments.common.amqp.Notice;
import payments.common.amqp.Refusal;
import payments.prove.trial.Plan;

/** What the programs leave in a virtual host: whether it is there, and its removal. */
final class Footprint {
  private static final String NAME = "payments prove";
  private static final List<String> EXCHANGES =
      List.of(Names.CLIENTS, Names.PAYMENTS, Names.PROCESSED_PAYMENTS);

  /** A killed consumer's last commands may reach the broker after its end. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final int MOST_LOOKS = 10;

  private interface Command {
    void on(Channel channel) throws IOException;
  }

  /**
   * Something with a name.
   *
   * @param look fails if it is not there
   */
  private record Item(String text, Command look, Command removal) {}

  private final Broker broker;

  Footprint(Broker broker) {
    this.broker = broker;
  }

  /**
   * Makes sure that there is nothing of the programs, which might hold payments of others.
   *
   * @return what the broker says of itself
   * @throws ReportedException if there is, with the cure
   */
  BrokerInfo requireNone() {
    Connection connection = broker.connect(NAME);
    try {
      List<String> present = present(connection).stream().map(Item::text).toList();
      if (!present.isEmpty()) {
        throw new ReportedException(
            "virtual host %s at %s is in use: it has %s"
                .formatted(broker.virtualHost(), broker.address(), String.join(", ", present)),
            ownVirtualHost());
      }
      return BrokerInfo.of(connection);
    } catch (IOException | ShutdownSignalException e) {
      throw new ReportedException(
          "cannot look what is in virtual host %s at %s: %s"
              .formatted(broker.virtualHost(), broker.address(), Failures.reason(e)),
          "see the broker's log; a queue whose node is down gives no answer",
          e);
    } finally {
      broker.close(connection);
    }
  }

  private String ownVirtualHost() {
    String name = broker.virtualHost().equals("prove") ? "prove-2" : "prove";
    return "give it one of its own: `rabbitmqctl add_vhost %1$s`, `rabbitmqctl set_permissions -p %1$s %2$s '.*' '.*' '.*'`, then --uri amqp://…/%1$s"
        .formatted(name, broker.user());
  }

  /**
   * Removes all of it.
   *
   * @return what could not be removed
   */
  List<String> remove() throws IOException, InterruptedException {
    Connection connection = broker.connect(NAME);
    try {
      List<Item> present = List.of();
      for (int look = 0; look < MOST_LOOKS; look++) {
        present = present(connection);
        if (present.isEmpty() && look > 0) {
          return List.of();
        }
        for (Item each : present) {
          attempt(connection, "the removal of " + each.text(), each.removal());
        }
        Thread.sleep(PAUSE.toMillis());
      }
      return present.stream().map(Item::text).toList();
    } finally {
      broker.close(connection);
    }
  }

  private List<Item> present(Connection connection) throws IOException {
    List<Item> present = new ArrayList<>();
    for (Item each : items()) {
      Optional<Refusal> refusal =
          attempt(connection, "whether there is " + each.text(), each.look());
      if (refusal.filter(why -> why.code() == AMQP.ACCESS_REFUSED).isPresent()) {
        throw new ReportedException(
            "user %s at %s may not look for %s: %s"
                .formatted(broker.user(), broker.address(), each.text(), refusal.get().text()),
            "permit all in a virtual host of its own: `rabbitmqctl set_permissions -p %s %s '.*' '.*' '.*'`"
                .formatted(broker.virtualHost(), broker.user()));
      }
      if (refusal.filter(Refusal::meansMissing).isEmpty()) {
        present.add(each);
      }
    }
    return present;
  }

  private Optional<Refusal> attempt(Connection connection, String what, Command command)
      throws IOException {
    Channel channel = broker.openChannel(connection);
    Notice notice = Notice.of(what, broker);
    try {
      command.on(channel);
      channel.abort();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(Refusal.in(e).orElseThrow(() -> e));
    } finally {
      notice.close();
    }
  }

  private static List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (String name : queues()) {
      items.add(
          new Item(
              "queue " + name,
              channel -> channel.queueDeclarePassive(name),
              channel -> channel.queueDelete(name)));
    }
    for (String name : EXCHANGES) {
      items.add(
          new Item(
              "exchange " + name,
              channel -> channel.exchangeDeclarePassive(name),
              channel -> channel.exchangeDelete(name)));
    }
    return items;
  }

  /** Returns the queues that hand on before those that they hand on to. */
  private static List<String> queues() {
    List<String> names = new ArrayList<>();
    for (Duration delay = Plan.DELAY_STEP;
        delay.compareTo(Plan.MAX_DELAY) <= 0;
        delay = delay.plus(Plan.DELAY_STEP)) {
      names.add(Names.waitingQueue(delay));
    }
    names.addAll(Names.QUEUES);
    return names;
  }
}
