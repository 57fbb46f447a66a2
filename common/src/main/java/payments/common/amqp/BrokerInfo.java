package payments.common.amqp;

import com.rabbitmq.client.Connection;
import java.util.Arrays;

/**
 * What a broker says of itself when a client connects.
 *
 * @param product such as {@code RabbitMQ}
 * @param version such as {@code 4.3.6}
 */
public record BrokerInfo(String product, String version) {
  /** Returns what the broker at the other end of a connection said. */
  public static BrokerInfo of(Connection connection) {
    return new BrokerInfo(property(connection, "product"), property(connection, "version"));
  }

  private static String property(Connection connection, String name) {
    return String.valueOf(connection.getServerProperties().getOrDefault(name, "unknown"));
  }

  /** Whether it is RabbitMQ of at least this version. */
  public boolean isRabbitMq(int major, int minor) {
    if (!product.equals("RabbitMQ")) {
      return false;
    }
    int[] numbers =
        Arrays.stream(version.split("[.+-]"))
            .limit(2)
            .mapToInt(part -> part.matches("\\d{1,6}") ? Integer.parseInt(part) : 0)
            .toArray();
    return numbers.length == 2
        && (numbers[0] > major || numbers[0] == major && numbers[1] >= minor);
  }

  @Override
  public String toString() {
    return product + " " + version;
  }
}
