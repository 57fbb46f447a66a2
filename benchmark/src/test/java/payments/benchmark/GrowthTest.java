package payments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {
  @Test
  void costIsDrawnAboveThePowersOfTenOfTheWork() {
    String svg =
        Growth.ofTable(
            List.of(
                "| a broker, ladder | 10,000 | 50.0 µs | 23.5 + 75.5 µs | 18.6 MB |",
                "| a broker, ladder | 1,000,000 | 25.0 µs | 23.5 + 80.0 µs | 18.6 MB |",
                "| 1,000,000 | 16 MB | 15.5 B |",
                "| a broker | 0 | 0.4 s |",
                "| a broker | 10,000 | 0.6 s |"));

    assertThat(svg)
        .contains(">time a payment", ">processor time of the broker", ">memory of", ">start to")
        .contains("<polyline points=\"60.0,40.0 610.0,110.0\"", ">10,000<", ">1,000,000<", ">50<")
        .contains(">a broker, ladder<")
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void chartWithoutFiguresIsLeftOut() {
    assertThat(Growth.ofTable(List.of("| 1,000,000 | 16 MB | 15.5 B |")))
        .contains(">memory of")
        .doesNotContain(">start to");
  }

  /** The picture of the page is that of its tables. */
  @Test
  void pageShowsItsOwnTables() throws IOException {
    Path root = Path.of("..");

    assertThat(root.resolve(".github/assets/growth.svg"))
        .hasContent(Growth.ofTable(Files.readAllLines(root.resolve("docs/performance.md"))));
  }
}
