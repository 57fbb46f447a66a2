package payments.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import payments.common.ReportedException;

/**
 * The programs of one version.
 *
 * @param consumer its runnable jar
 * @param producer its runnable jar
 */
record Programs(Path consumer, Path producer) {
  /** Those that were just built. */
  static final Programs BUILT =
      new Programs(
          Path.of("consumer", "target", "consumer.jar").toAbsolutePath(),
          Path.of("producer", "target", "producer.jar").toAbsolutePath());

  /** Those whose jars are in a directory. */
  static Programs in(Path directory) {
    Programs programs =
        new Programs(directory.resolve("consumer.jar"), directory.resolve("producer.jar"));
    if (!Files.isReadable(programs.consumer) || !Files.isReadable(programs.producer)) {
      throw new ReportedException(
          "no consumer.jar and producer.jar in " + directory,
          "copy those of the other version there");
    }
    return programs;
  }

  /** Whether the consumer takes an option. */
  boolean takes(String option) throws IOException, InterruptedException {
    Process help =
        new ProcessBuilder(Run.JAVA, "-jar", consumer.toString(), "--help")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(help.getInputStream().readAllBytes());
    help.waitFor();
    return text.contains(option);
  }
}
