package payments.prove;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import payments.common.cli.UsageException;

/** Finds the program that is tried. */
final class ConsumerJar {
  private static final String NAME = "consumer.jar";

  private ConsumerJar() {}

  /**
   * Returns the file that was given, else the one beside this program's own, as in a release, or
   * where the build puts it.
   */
  static Path find(Optional<Path> given) {
    if (given.isPresent()) {
      return of(Stream.of(given.get()))
          .orElseThrow(() -> new UsageException("--consumer: there is no file " + given.get()));
    }
    Path directory = ownDirectory();
    return of(Stream.of(
            directory.resolve(NAME),
            directory.resolve(Path.of("..", "..", "consumer", "target", NAME)).normalize()))
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no %s in %s: make it with mvn package, or say where it is with --consumer"
                        .formatted(NAME, directory)));
  }

  private static Optional<Path> of(Stream<Path> places) {
    return places.filter(Files::isRegularFile).findFirst();
  }

  private static Path ownDirectory() {
    try {
      return Path.of(ConsumerJar.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath()
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
