package payments.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import payments.prove.trial.Lines;

/**
 * Archives of the classes that the programs load: without them, loading takes half of each of the
 * thousands of starts that tests make. Made once for each virtual machine that runs tests, by a
 * race on the embedded broker.
 */
final class ClassArchives {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Map<Jar, Path> archives;

  private ClassArchives() {}

  /** Returns the archive of a program, none if it is not started often. */
  static synchronized Optional<Path> of(Jar jar) throws IOException {
    if (archives == null) {
      try {
        archives = make();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
    return Optional.ofNullable(archives.get(jar));
  }

  private static Map<Jar, Path> make() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("classes");
    Map<Jar, Path> made = new EnumMap<>(Jar.class);
    for (Jar jar : List.of(Jar.EMBEDDED_BROKER, Jar.CONSUMER, Jar.PRODUCER)) {
      made.put(jar, directory.resolve(jar + ".jsa"));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory, made)));
    Process broker = start(Jar.EMBEDDED_BROKER, made, Map.of(), "--port", "0");
    String listening = await("listening on ", broker);
    Map<String, String> uri =
        Map.of("AMQP_URI", listening.substring(listening.indexOf("amqp://")).strip());
    Process consumer = start(Jar.CONSUMER, made, uri, "--json");
    await("\"ready\"", consumer);
    end(start(Jar.PRODUCER, made, uri, "payment", "1"));
    consumer.destroy();
    end(consumer);
    broker.destroy();
    end(broker);
    for (Path archive : made.values()) {
      if (!Files.exists(archive)) {
        throw new IOException("no archive " + archive);
      }
    }
    return made;
  }

  private static Process start(
      Jar jar, Map<Jar, Path> archives, Map<String, String> environment, String... arguments)
      throws IOException {
    return jar.startArchiving(archives.get(jar), environment, List.of(arguments));
  }

  private static String await(String text, Process process) {
    Lines out = new Lines(process.getInputStream());
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> out.all().stream().filter(line -> line.contains(text)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static void end(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("did not end: " + process.info());
    }
  }

  private static void delete(Path directory, Map<Jar, Path> archives) {
    try {
      for (Path archive : archives.values()) {
        Files.deleteIfExists(archive);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      System.err.println("left behind: " + directory);
    }
  }
}
