package payments.common;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads bodies with a strict mapper: nothing is taken for a number that is none, and nothing may
 * follow. Apart from {@link MessageBody}, for a program that only sends needs no mapper.
 */
final class BodyReader {
  private static final int SHOWN_CHARACTERS = 60;

  /** What the parser tells those who could set it up otherwise. */
  private static final Pattern ADVICE =
      Pattern.compile("[\\s,:;]*\\(?[^(:;,]*(?:JsonReadFeature|Feature ').*", Pattern.DOTALL);

  /** The largest depth that costs next to nothing. Lengths are limited by those of a message. */
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(500)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addModule(
              new SimpleModule()
                  .addDeserializer(Registration.class, new RegistrationReader())
                  .addDeserializer(KeptRegistration.class, new KeptRegistrationReader())
                  .addDeserializer(Payment.class, new PaymentReader()))
          .build();

  private static final ObjectReader REGISTRATIONS = MAPPER.readerFor(Registration.class);
  private static final ObjectReader KEPT_REGISTRATIONS = MAPPER.readerFor(KeptRegistration.class);
  private static final ObjectReader PAYMENTS = MAPPER.readerFor(Payment.class);

  private BodyReader() {}

  /** What is used of a registration. */
  private record Registration(long id) {}

  /** The same of one that was taken before. */
  private record KeptRegistration(long id) {}

  static long clientIn(byte[] body) throws MalformedMessageException {
    return BodyReader.<Registration>read(REGISTRATIONS, body).id();
  }

  static long keptClientIn(byte[] body) throws MalformedMessageException {
    return BodyReader.<KeptRegistration>read(KEPT_REGISTRATIONS, body).id();
  }

  static Payment paymentIn(byte[] body) throws MalformedMessageException {
    return read(PAYMENTS, body);
  }

  private static <T> T read(ObjectReader reader, byte[] body) throws MalformedMessageException {
    try {
      T value = body.length == 0 ? null : reader.readValue(body);
      if (value == null) {
        throw new MalformedMessageException("the body is not a JSON object");
      }
      return value;
    } catch (Mismatch e) {
      throw new MalformedMessageException(e.getOriginalMessage());
    } catch (MismatchedInputException e) {
      String what =
          e.getOriginalMessage().startsWith("Trailing token")
              ? "more follows the JSON object"
              : "the body is not a JSON object";
      throw new MalformedMessageException(what);
    } catch (JsonProcessingException e) {
      String why = ADVICE.matcher(e.getOriginalMessage()).replaceFirst("");
      throw new MalformedMessageException("the body is not JSON: " + why);
    } catch (IOException e) {
      throw new MalformedMessageException("the body is not JSON: " + e.getMessage());
    }
  }

  /** Says in words of ours what a field holds instead of what it should. */
  private static final class Mismatch extends JsonProcessingException {
    private static final long serialVersionUID = 1;

    Mismatch(String message) {
      super(message);
    }
  }

  /** The fields of an object that are used; others are passed over, whatever they hold. */
  private abstract static class ObjectOf<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1;
    private static final String OPERATION_DATE = "operationDate";

    private final transient List<String> names;

    ObjectOf(Class<T> type, String... names) {
      super(type);
      this.names = List.of(names);
    }

    abstract T of(long[] numbers, String operationDate);

    /** Throws if the object is of another kind, for it has such a field. */
    void look(String name) throws Mismatch {}

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new Mismatch("the body is not a JSON object");
      }
      long[] numbers = new long[names.size()];
      String operationDate = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        look(name);
        int field = names.indexOf(name);
        JsonToken value = json.nextToken();
        boolean date = value == JsonToken.VALUE_STRING && name.equals(OPERATION_DATE);
        if (field >= 0 && numbers[field] != 0 || date && operationDate != null) {
          throw new Mismatch("field " + name + " is there twice");
        } else if (field >= 0) {
          numbers[field] = positiveNumber(name, json);
        } else if (date) {
          operationDate = json.getText();
        } else {
          json.skipChildren();
        }
      }
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] == 0) {
          throw new Mismatch("field " + names.get(i) + " is missing");
        }
      }
      return of(numbers, operationDate == null ? "" : operationDate);
    }

    private static long positiveNumber(String name, JsonParser json) throws IOException {
      boolean whole = json.currentToken() == JsonToken.VALUE_NUMBER_INT;
      boolean fits = whole && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      if (!fits || json.getLongValue() <= 0) {
        throw new Mismatch(
            "field %s must be a whole number from 1 to %d, was %s"
                .formatted(name, Long.MAX_VALUE, shown(json)));
      }
      return json.getLongValue();
    }

    private static String shown(JsonParser json) throws IOException {
      return switch (json.currentToken()) {
        case START_OBJECT -> "an object";
        case START_ARRAY -> "an array";
        case VALUE_STRING -> '"' + cut(json.getText()) + '"';
        default -> cut(json.getText());
      };
    }

    private static String cut(String text) {
      return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }
  }

  private static final class RegistrationReader extends ObjectOf<Registration> {
    private static final long serialVersionUID = 1;

    RegistrationReader() {
      super(Registration.class, "id");
    }

    /** Else a payment that was sent to the wrong exchange would register its own number. */
    @Override
    void look(String name) throws Mismatch {
      if (name.equals("clientId")) {
        throw new Mismatch("field clientId is of a payment, and this should be a registration");
      }
    }

    @Override
    Registration of(long[] numbers, String operationDate) {
      return new Registration(numbers[0]);
    }
  }

  private static final class KeptRegistrationReader extends ObjectOf<KeptRegistration> {
    private static final long serialVersionUID = 1;

    KeptRegistrationReader() {
      super(KeptRegistration.class, "id");
    }

    @Override
    KeptRegistration of(long[] numbers, String operationDate) {
      return new KeptRegistration(numbers[0]);
    }
  }

  private static final class PaymentReader extends ObjectOf<Payment> {
    private static final long serialVersionUID = 1;

    PaymentReader() {
      super(Payment.class, "id", "clientId", "value");
    }

    @Override
    Payment of(long[] numbers, String operationDate) {
      return new Payment(numbers[0], numbers[1], numbers[2], operationDate);
    }
  }
}
