package payments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlameTest {
  @Test
  void aFrameIsAsWideAsItsShare() {
    String svg = Flame.of("what", List.of("[main tid=7];payments/consumer/Main.main 3", "[gc] 1"));

    assertThat(svg).contains("<title>[main], 75.0 %</title>").contains("width=\"750.0\"");
    assertThat(svg).contains("<title>payments/consumer/Main.main, 75.0 %</title>");
    assertThat(svg).contains(">Main.main</text>").contains("<title>[gc], 25.0 %</title>");
  }

  @Test
  void threadsOfAPoolAreOne() {
    String svg =
        Flame.of("what", List.of("[a-1 tid=1];java/lang/X.run 1", "[a-2 tid=2];y/X.run 1"));

    assertThat(svg).containsOnlyOnce("<title>[a], 100.0 %").containsOnlyOnce("<title>X.run, 100.0");
  }

  @Test
  void whatIsTooNarrowIsLeftOut() {
    assertThat(Flame.of("what", List.of("wide 999", "a<b 1")))
        .contains("wide")
        .doesNotContain("a&lt;b");
  }
}
