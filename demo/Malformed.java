import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Sends what the producer cannot: each line of standard input as the body of a payment. For {@code
 * ./demo.sh --page}, which runs it from this source with the producer's libraries.
 */
class Malformed {
  private Malformed() {}

  public static void main(String[] arguments) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(System.getenv("AMQP_URI"));
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        channel.basicPublish(
            "payments", "process.payment", null, line.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
