package payments.systemtests;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The consumer with a planted fault: beside it, in the same process, payments are acknowledged that
 * nobody processes. It stands in a jar of its own, which needs the consumer's beside it.
 */
public final class FaultyConsumer {
  private static final int TAKEN = 3;
  private static final int PAUSE_MILLIS = 50;

  private FaultyConsumer() {}

  /** Writes the jar and returns it. */
  static Path jar(Path directory, Path consumer) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, FaultyConsumer.class.getName());
    attributes.put(Attributes.Name.CLASS_PATH, consumer.toRealPath().toUri().toString());
    Path jar = directory.resolve("faulty-consumer.jar");
    String name = FaultyConsumer.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var code = FaultyConsumer.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new JarEntry(name));
      code.transferTo(out);
    }
    return jar;
  }

  /** Starts the fault, and the consumer. */
  public static void main(String[] arguments) throws Exception {
    Thread fault = new Thread(FaultyConsumer::takeSome, "fault");
    fault.setDaemon(true);
    fault.start();
    Class.forName("payments.consumer.Main")
        .getMethod("main", String[].class)
        .invoke(null, (Object) arguments);
  }

  private static void takeSome() {
    boolean taken = false;
    while (!taken) {
      try {
        Thread.sleep(PAUSE_MILLIS); // the queue may not be there yet
        take();
        taken = true;
      } catch (Exception e) {
        // until it is there
      }
    }
  }

  private static void take() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(System.getenv("AMQP_URI"));
    try (Connection connection = factory.newConnection("fault")) {
      Channel channel = connection.createChannel();
      CountDownLatch taken = new CountDownLatch(TAKEN);
      channel.basicQos(TAKEN);
      channel.basicConsume(
          "payment-processor",
          false,
          (tag, delivery) -> taken.countDown(),
          (tag, why) -> connection.abort());
      taken.await();
      channel.basicAck(0, true);
    }
  }
}
