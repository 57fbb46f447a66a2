package payments.systemtests;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The race in one command, which the README has a picture of. */
class DemoIT {
  @Test
  void tellsWhatTheReadmesPictureShows() throws Exception {
    assertThat(kinds(Demo.run())).isEqualTo(kinds(PicturesTest.raceLines()));
  }

  /** What comes how often, and which of two at once is first, differs from run to run. */
  private static TreeSet<String> kinds(List<Demo.Line> lines) {
    return lines.stream().map(Demo.Line::withoutNumbers).collect(toCollection(TreeSet::new));
  }
}
