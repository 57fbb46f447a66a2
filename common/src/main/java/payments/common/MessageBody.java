package payments.common;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * The bodies of messages: JSON objects. Reading ignores fields it does not know and insists on
 * those it uses, once each. Any thread may call any method.
 */
public final class MessageBody {
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.threadLocalPool()).build();
  private static final int SHOWN_CHARACTERS = 60;

  private MessageBody() {}

  /** Returns the body of a registration. */
  public static byte[] of(Client client) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeNumberProperty("id", client.id());
      json.writeStringProperty("name", client.name());
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the body of a payment created at the given time, of which milliseconds are kept.
   * Written without a library: it holds nothing to escape, and a generator would cost more than all
   * else that sending a payment does.
   */
  public static byte[] of(Payment payment, Instant operationDate) {
    String body =
        "{\"id\":"
            + payment.id()
            + ",\"clientId\":"
            + payment.clientId()
            + ",\"value\":"
            + payment.value()
            + ",\"operationDate\":\""
            + operationDate.truncatedTo(ChronoUnit.MILLIS)
            + "\"}";
    return body.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Returns the number of the client that a registration announces.
   *
   * @throws MalformedMessageException if the body is not a registration
   */
  public static long clientIn(byte[] body) throws MalformedMessageException {
    return positiveNumbers(body, "id")[0];
  }

  /**
   * Returns the payment in a body.
   *
   * @throws MalformedMessageException if the body is not a payment
   */
  public static Payment paymentIn(byte[] body) throws MalformedMessageException {
    long[] numbers = positiveNumbers(body, "id", "clientId", "value");
    return new Payment(numbers[0], numbers[1], numbers[2]);
  }

  private static long[] positiveNumbers(byte[] body, String... names)
      throws MalformedMessageException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedMessageException("the body is not a JSON object");
      }
      long[] numbers = new long[names.length];
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        int field = indexOf(json.currentName(), names);
        json.nextToken();
        if (field < 0) {
          json.skipChildren();
        } else if (numbers[field] != 0) {
          throw new MalformedMessageException("field " + names[field] + " is there twice");
        } else {
          numbers[field] = positiveNumber(names[field], json);
        }
      }
      requireAll(numbers, names);
      if (json.nextToken() != null) {
        throw new MalformedMessageException("more follows the JSON object");
      }
      return numbers;
    } catch (JacksonException e) {
      throw new MalformedMessageException("the body is not JSON: " + e.getOriginalMessage());
    }
  }

  private static int indexOf(String name, String... names) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static long positiveNumber(String name, JsonParser json)
      throws MalformedMessageException {
    boolean whole = json.currentToken() == JsonToken.VALUE_NUMBER_INT;
    boolean fits = whole && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    if (!fits || json.getLongValue() <= 0) {
      throw new MalformedMessageException(
          "field %s must be a whole number from 1 to %d, was %s"
              .formatted(name, Long.MAX_VALUE, shown(json)));
    }
    return json.getLongValue();
  }

  private static String shown(JsonParser json) {
    return switch (json.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      default -> {
        String text = json.getString();
        yield text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
      }
    };
  }

  private static void requireAll(long[] numbers, String... names) throws MalformedMessageException {
    for (int i = 0; i < names.length; i++) {
      if (numbers[i] == 0) {
        throw new MalformedMessageException("field " + names[i] + " is missing");
      }
    }
  }
}
