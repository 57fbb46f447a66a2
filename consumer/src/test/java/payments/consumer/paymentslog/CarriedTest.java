package payments.consumer.paymentslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import payments.common.Payment;

class CarriedTest {
  private static final byte[] BODY = {1, 2, 3};
  private static final Payment PAYMENT = new Payment(8843, 1, 300, "");

  private static BasicProperties.Builder message() {
    return new BasicProperties.Builder().messageId("message");
  }

  private static Map<String, Object> carriedOf(Map<String, Object> headers) {
    return Carried.of(message().headers(headers).build(), BODY, PAYMENT).headers();
  }

  @Test
  void whatTheSenderSaidOfItGoesOn() {
    BasicProperties properties =
        message().contentType("application/cbor").correlationId("order 7").build();

    Carried carried = Carried.of(properties, BODY, PAYMENT);

    assertThat(carried)
        .isEqualTo(new Carried(BODY, "message", "application/cbor", "order 7", Map.of()));
  }

  /** Each copy of it gets the same. */
  @Test
  void messageWithoutIdGetsOne() {
    BasicProperties nameless = new BasicProperties();

    String id = Carried.of(nameless, BODY, PAYMENT).messageId();

    assertThat(id).isNotEmpty().isEqualTo(Carried.of(nameless, BODY, PAYMENT).messageId());
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

    assertThat(carriedOf(headers)).isEqualTo(headers);
  }

  /** It would close the connection. */
  @Test
  void headersThatAStreamRefusesAreLeftBehind() {
    Map<String, Object> headers = new HashMap<>();
    headers.put("nothing", null);
    headers.put("decimal", BigDecimal.ONE);
    headers.put("real", 1.5);
    headers.put("time", new Date(0));
    headers.put("list", new ArrayList<>(List.of(1)));
    headers.put("table", new HashMap<>(Map.of("a", 1)));
    headers.put("bytes", new byte[1]);
    headers.put("x-stream-filter-value", "text");
    headers.put("kept", "text");

    assertThat(carriedOf(headers)).containsOnlyKeys("kept");
  }

  @Test
  void headersOfOursAreLeftBehind() {
    assertThat(carriedOf(Map.of("x-retry", 1, "first-seen", 2L))).isEmpty();
  }

  /** What is remembered has room for so many bytes: none may seem smaller than it is. */
  @Test
  void sizeGrowsWithAllThatIsCarried() {
    Carried small = new Carried(new byte[0], "", null, null, Map.of());
    LongString text = LongStringHelper.asLongString("x".repeat(1_000));
    Carried large = new Carried(new byte[100], "12345", null, "1234", Map.of("a", 1, "b", text));

    assertThat(large.size() - small.size()).isEqualTo(100 + 2 * 9 + 2 * (200 + 2) + 1_000);
    assertThat(small.size()).isPositive();
  }
}
