package payments.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import payments.prove.trial.Lines;

/** The embedded broker: each empty virtual host is a process of its own. */
final class EmbeddedTestBroker implements TestBroker {
  private static final String SAYS = "listening on ";

  private Process process;

  @Override
  public String name() {
    return "embedded broker";
  }

  @Override
  public List<String> modes() {
    return List.of("plugin");
  }

  @Override
  public boolean hasStreams() {
    return false;
  }

  @Override
  public String emptyVirtualHost() {
    if (process == null) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }
    end();
    try {
      process = Jar.EMBEDDED_BROKER.start(Map.of(), List.of("--port", "0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Lines out = new Lines(process.getInputStream());
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> out.all().stream().anyMatch(line -> line.contains(SAYS)));
    return out.all().stream()
        .filter(line -> line.contains(SAYS))
        .map(line -> line.substring(line.indexOf(SAYS) + SAYS.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  /** Ends it at once. */
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
