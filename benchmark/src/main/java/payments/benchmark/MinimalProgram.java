package payments.benchmark;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;

/** The least that a program on the bare client does: connects, publishes with a confirm, exits. */
public final class MinimalProgram {
  private MinimalProgram() {}

  /** Takes the broker's URI, and a queue that exists. */
  public static void main(String[] arguments) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(arguments[0]);
    try (Connection connection = factory.newConnection()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.basicPublish("", arguments[1], MessageProperties.PERSISTENT_BASIC, new byte[90]);
      channel.waitForConfirmsOrDie();
    }
  }
}
