package payments.systemtests;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Draws the README's picture of the race anew, from a run of {@code ./demo.sh}. Not run by itself:
 * {@code mvn verify -Dit.test=RacePicture -Dfailsafe.failIfNoSpecifiedTests=false}.
 */
class RacePicture {
  static final Path FILE = Page.root().resolve(".github/assets/race.svg");

  @Test
  void isDrawn() throws Exception {
    Files.writeString(FILE, RaceDrawing.of(Demo.run()));
  }
}
