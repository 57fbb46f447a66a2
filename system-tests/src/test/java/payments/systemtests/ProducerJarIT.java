package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the jar has all that the producer needs, which loads no more than it needs. */
class ProducerJarIT {
  private final EmbeddedTestBroker broker = new EmbeddedTestBroker();
  private String uri;

  @BeforeEach
  void startBroker() {
    uri = broker.emptyVirtualHost();
  }

  @AfterEach
  void endBroker() {
    broker.end();
  }

  /** Its classes take longer to load than a message takes to be sent. */
  @Test
  void sendingLoadsNoDataBinding(@TempDir Path directory) throws Exception {
    Path loaded = directory.resolve("loaded.txt");

    Jar.Result result =
        Jar.PRODUCER.run(
            Map.of("AMQP_URI", uri, "JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded),
            "payment",
            "1");

    assertThat(result.exitCode()).as("%s", result).isZero();
    List<String> lines = Files.readAllLines(loaded);
    assertThat(lines).anyMatch(line -> line.contains(" com.fasterxml.jackson.core."));
    assertThat(lines).noneMatch(line -> line.contains(" com.fasterxml.jackson.databind."));
  }

  /** The terminal is one that {@code script} makes; a few classes of JLine are left out. */
  @Test
  void barIsDrawnOnATerminal() throws Exception {
    Jar.Result result =
        Jar.PRODUCER.inShell(
            "TERM=xterm script -qec \"$*\" /dev/null",
            Map.of("AMQP_URI", uri),
            "payment",
            "1..500");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out())
        .anyMatch(line -> line.contains("100%") && line.contains("500/500"))
        .anyMatch(line -> line.contains("sent 500 messages"))
        .noneMatch(line -> line.contains("WARN"));
  }
}
