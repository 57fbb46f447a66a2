package payments.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the broker answers to queues of a type that is said. */
class QueueTypeIT {

  private static EmbeddedBroker broker;

  private TestClient client;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(0);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void connect() throws Exception {
    client = new TestClient(broker.port());
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void classicIsTheSameAsNothingSaid() throws Exception {
    declare(client.channel(), "said", Map.of("x-queue-type", "classic"));
    declare(client.channel(), "said", null);
    declare(client.channel(), "not said", null);
    declare(client.channel(), "not said", Map.of("x-queue-type", "classic"));

    client.publish("", "said", "payment".getBytes(), Map.of());

    assertThat(client.channel().basicGet("said", true).getBody()).asString().isEqualTo("payment");
  }

  static Stream<Object> others() {
    return Stream.of("quorum", "stream", "Classic", "", 1, List.of("classic"), "q".repeat(1_000));
  }

  @ParameterizedTest
  @MethodSource("others")
  void everyOtherTypeIsRefusedOnTheChannelOnly(Object type) throws Exception {
    Map<String, Object> arguments = new HashMap<>(Map.of("x-queue-type", type));
    arguments.put("x-delivery-limit", 100_000);

    Channel channel = client.channel().getConnection().createChannel();
    assertThatThrownBy(() -> declare(channel, "refused", arguments))
        .isInstanceOf(IOException.class)
        .rootCause()
        .hasMessageContaining("reply-code=406")
        .hasMessageContaining("unsupported queue type '");

    assertThat(client.channel().isOpen()).isTrue();
    Channel next = client.channel().getConnection().createChannel();
    assertThatThrownBy(() -> next.queueDeclarePassive("refused")).isInstanceOf(IOException.class);
  }

  @Test
  void theRefusalNamesTheTypeAndWhatThereIs() throws Exception {
    assertThatThrownBy(() -> declare(client.channel(), "refused", Map.of("x-queue-type", "quorum")))
        .rootCause()
        .hasMessageContaining(
            "unsupported queue type 'quorum': this broker has classic queues only");
  }

  @Test
  void aQueueThatExistsIsNotTakenForOneOfAnotherType() throws Exception {
    declare(client.channel(), "classic", null);

    assertThatThrownBy(() -> declare(client.channel(), "classic", Map.of("x-queue-type", "quorum")))
        .rootCause()
        .hasMessageContaining("unsupported queue type");
  }

  @Test
  void otherArgumentsAreRefusedBesideTheType() throws Exception {
    Map<String, Object> arguments = Map.of("x-queue-type", "classic", "x-message-ttl", 1_000);

    assertThatThrownBy(() -> declare(client.channel(), "refused", arguments))
        .rootCause()
        .hasMessageContaining("Unsupported queue declare argument(s) : x-message-ttl");
  }

  private static void declare(Channel channel, String queue, Map<String, Object> arguments)
      throws IOException {
    channel.queueDeclare(queue, true, false, false, arguments);
  }
}
