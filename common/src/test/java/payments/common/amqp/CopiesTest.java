package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.LongStringHelper;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import payments.common.Headers;

class CopiesTest {

  private static BasicProperties with(Map<String, Object> headers) {
    return new BasicProperties.Builder().headers(headers).build();
  }

  @Test
  void aCopyKeepsWhatDescribesTheMessage() {
    BasicProperties original =
        new BasicProperties.Builder()
            .contentType("application/json")
            .contentEncoding("utf-8")
            .deliveryMode(2)
            .priority(3)
            .correlationId("correlation")
            .messageId("message")
            .timestamp(new Date(1_000))
            .type("type")
            .appId("app")
            .headers(Map.of("trace-id", "abc"))
            .build();

    assertThat(Copies.properties(original, Map.of())).isEqualTo(original);
  }

  @Test
  void aCopyLeavesBehindWhatWouldActOnIt() {
    BasicProperties original =
        new BasicProperties.Builder()
            .expiration("1000")
            .userId("other")
            .clusterId("cluster")
            .replyTo("amq.rabbitmq.reply-to.abc")
            .build();

    BasicProperties copy = Copies.properties(original, Map.of());

    assertThat(copy.getExpiration()).isNull();
    assertThat(copy.getUserId()).isNull();
    assertThat(copy.getClusterId()).isNull();
    assertThat(copy.getReplyTo()).isNull();
  }

  @Test
  void aCopyIsPersistentThoughTheOriginalIsNot() {
    BasicProperties original = new BasicProperties.Builder().deliveryMode(1).build();

    assertThat(Copies.properties(original, Map.of()).getDeliveryMode()).isEqualTo(2);
    assertThat(Copies.properties(new BasicProperties(), Map.of()).getDeliveryMode()).isEqualTo(2);
  }

  @Test
  void aCopyOfAMessageWithoutPropertiesHasTheGivenHeaders() {
    assertThat(Copies.properties(new BasicProperties(), Map.of("a", 1)).getHeaders())
        .containsExactly(Map.entry("a", 1));
  }

  @Test
  void theGivenHeadersReplaceThoseOfTheOriginal() {
    BasicProperties original = with(Map.of(Headers.RETRY, 1, "trace-id", "abc"));

    assertThat(Copies.properties(original, Map.of(Headers.RETRY, 2)).getHeaders())
        .containsOnly(Map.entry(Headers.RETRY, 2), Map.entry("trace-id", "abc"));
  }

  @Test
  void theHeadersOfTheBrokerAreLeftBehind() {
    BasicProperties original =
        with(Map.of("x-death", List.of(), "x-first-death-queue", "a", "x-delivery-count", 7L));

    assertThat(Copies.properties(original, Map.of()).getHeaders()).isEmpty();
  }

  @Test
  void theOriginalStaysAsItIs() {
    BasicProperties original = with(Map.of("x-death", List.of()));

    Copies.properties(original, Map.of("a", 1));

    assertThat(original.getHeaders()).containsOnlyKeys("x-death");
  }

  @Test
  void whereRoomIsShortOnlyOurOwnHeadersAndTheOtherPropertiesStay() {
    BasicProperties copy =
        new BasicProperties.Builder()
            .messageId("message")
            .deliveryMode(2)
            .headers(
                Map.of(
                    Headers.RETRY,
                    2,
                    "reason",
                    LongStringHelper.asLongString("theirs"),
                    "other",
                    1))
            .build();

    BasicProperties small = Copies.withOwnHeadersOnly(copy);

    assertThat(small.getHeaders()).containsExactly(Map.entry(Headers.RETRY, 2));
    assertThat(small.getMessageId()).isEqualTo("message");
    assertThat(small.getDeliveryMode()).isEqualTo(2);
  }
}
