package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * That Python's client publishes to the embedded broker with confirms, which it does only where
 * they are announced.
 */
class PikaIT {

  private static final String PUBLISH =
      """
      import pika, sys
      parameters = pika.ConnectionParameters('127.0.0.1', int(sys.argv[1]))
      connection = pika.BlockingConnection(parameters)
      channel = connection.channel()
      channel.confirm_delivery()
      channel.queue_declare('payments', durable=True)
      channel.basic_publish('', 'payments', b'payment', mandatory=True)
      print('confirmed')
      try:
          channel.basic_publish('', 'nowhere', b'payment', mandatory=True)
      except (pika.exceptions.UnroutableError, pika.exceptions.NackError):
          print('returned')
      connection.close()
      """;

  @Test
  void pikaPublishesWithConfirms() throws Exception {
    String python = python();
    EmbeddedTestBroker broker = new EmbeddedTestBroker();
    String uri = broker.emptyVirtualHost();
    try (Wire wire = new Wire(uri)) {
      Process pika =
          new ProcessBuilder(python, "-c", PUBLISH, String.valueOf(URI.create(uri).getPort()))
              .redirectErrorStream(true)
              .start();
      assertThat(pika.waitFor(60, TimeUnit.SECONDS)).isTrue();

      String said = new String(pika.getInputStream().readAllBytes());

      assertThat(said.lines()).containsExactly("confirmed", "returned");
      assertThat(pika.exitValue()).isZero();
      assertThat(wire.ready("payments")).isEqualTo(1);
    } finally {
      broker.end();
    }
  }

  /** Returns a Python that has pika, or skips the test. */
  private static String python() throws Exception {
    for (String python : List.of("/usr/bin/python3", "python3")) {
      if (new File(python).isAbsolute() && !new File(python).exists()) {
        continue;
      }
      try {
        if (new ProcessBuilder(python, "-c", "import pika").start().waitFor() == 0) {
          return python;
        }
      } catch (java.io.IOException e) {
        // Not installed.
      }
    }
    assumeTrue(false, "no Python with pika: install Debian's python3-pika");
    throw new AssertionError();
  }
}
