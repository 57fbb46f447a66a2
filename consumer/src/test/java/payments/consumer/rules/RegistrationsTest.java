package payments.consumer.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import payments.consumer.clientlog.ClientLog;
import payments.consumer.clientlog.RegisteredClients;
import payments.consumer.delivery.Deliveries;
import payments.consumer.delivery.Incoming;
import payments.consumer.delivery.Outcome;
import payments.consumer.event.Event;

class RegistrationsTest {
  private final RegisteredClients clients = new RegisteredClients();
  private final List<String> told = new ArrayList<>();
  private final Registrations rules =
      new Registrations(
          ClientLog.none(clients, client -> told.add("known " + client)),
          client -> told.add("expected " + client));

  private static Incoming registration(String body) {
    return Deliveries.first(
        "clients-processor", new BasicProperties(), body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void registrationMakesAClientKnownAndIsToldOnce() {
    assertThat(rules.handle(registration("{\"id\":7}")))
        .isEqualTo(new Outcome.Done(new Event.Registered(7)));
    rules.handle(registration("{\"id\":7}"));

    assertThat(clients.contains(7)).isTrue();
    assertThat(told).containsExactly("expected 7", "known 7", "expected 7");
  }

  @Test
  void malformedRegistrationIsPutAside() {
    Outcome.Republish outcome = (Outcome.Republish) rules.handle(registration("{\"id\":\"7\"}"));

    assertThat(outcome.copies().get(0).routingKey()).isEqualTo("dead-letters");
    assertThat(outcome.copies().get(0).properties().getHeaders())
        .containsEntry("from-queue", "clients-processor");
    assertThat(told).isEmpty();
  }
}
