package payments.common;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
   * Returns the body of a payment, whose date is plain text of digits and such. Written without a
   * library: it holds nothing to escape, and a generator would cost more than all else that sending
   * a payment does.
   */
  public static byte[] of(Payment payment) {
    String body =
        "{\"id\":"
            + payment.id()
            + ",\"clientId\":"
            + payment.clientId()
            + ",\"value\":"
            + payment.value()
            + ",\"operationDate\":\""
            + payment.operationDate()
            + "\"}";
    return body.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Returns the number of the client that a registration announces.
   *
   * @throws MalformedMessageException if the body is not a registration
   */
  public static long clientIn(byte[] body) throws MalformedMessageException {
    return fields(body, "id").numbers[0];
  }

  /**
   * Returns the payment in a body.
   *
   * @throws MalformedMessageException if the body is not a payment
   */
  public static Payment paymentIn(byte[] body) throws MalformedMessageException {
    Fields fields = fields(body, "id", "clientId", "value");
    return new Payment(
        fields.numbers[0], fields.numbers[1], fields.numbers[2], fields.operationDate);
  }

  /** What the programs use of a body. */
  private static final class Fields {
    private final long[] numbers;
    private String operationDate = "";

    Fields(int numbers) {
      this.numbers = new long[numbers];
    }
  }

  private static Fields fields(byte[] body, String... names) throws MalformedMessageException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedMessageException("the body is not a JSON object");
      }
      Fields fields = new Fields(names.length);
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        int field = indexOf(name, names);
        JsonToken value = json.nextToken();
        if (field >= 0 && fields.numbers[field] != 0) {
          throw new MalformedMessageException("field " + name + " is there twice");
        } else if (field >= 0) {
          fields.numbers[field] = positiveNumber(name, json);
        } else if (value == JsonToken.VALUE_STRING && name.equals("operationDate")) {
          fields.operationDate = json.getString();
        } else {
          json.skipChildren();
        }
      }
      requireAll(fields.numbers, names);
      if (json.nextToken() != null) {
        throw new MalformedMessageException("more follows the JSON object");
      }
      return fields;
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
