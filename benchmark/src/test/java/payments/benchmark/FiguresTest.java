package payments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final double NONE = Double.NaN;

  @Test
  void medianIsTheMiddleOneOrBetweenTheTwo() {
    assertThat(Figures.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Figures.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
  }

  /** The ratio of the medians would be another one, and could hide a slow round of both. */
  @Test
  void ratioIsTheMedianOfThoseOfTheRounds() {
    Figures figures = new Figures("drain", "a broker", "/s", "≥ 0.9");
    figures.add(new Result(100, 10, 20), new Result(50, 5, 10));
    figures.add(new Result(90, 10, 20), new Result(100, 5, 10));
    figures.add(new Result(80, 10, 20), new Result(200, 5, 10));

    assertThat(figures.line())
        .isEqualTo(
            "| drain | a broker | 90.0 /s | 100.0 /s | 0.90 | 0.40 to 2.00 | ≥ 0.9"
                + " | 10 + 20 µs | 5 + 10 µs |");
    assertThat(Plot.barIn(figures.line())).contains(new Plot.Bar("drain, a broker", 0.9, 0.9));
  }

  @Test
  void lessTimeIsFaster() {
    Figures figures = new Figures("start", "a broker", "ms", "≤ 2");
    figures.add(new Result(400, NONE, NONE), new Result(100, NONE, NONE));

    Plot.Bar bar = Plot.barIn(figures.line()).orElseThrow();

    assertThat(bar.speed()).isEqualTo(0.25);
    assertThat(bar.goal()).isEqualTo(0.5);
    assertThat(bar.isMet()).isFalse();
  }

  @Test
  void whatIsNoRatioHasNoBar() {
    assertThat(Plot.barIn("| set | ids | 15.5 B | 62.9 B | 0.25 | 0.25 to 0.25 | ≤ 24 B | | |"))
        .isEmpty();
    assertThat(Plot.barIn("| start | it | 9.0 ms | 8.0 ms | 1.12 | 1 to 2 | ≤ 150 ms more | | |"))
        .isEmpty();
    assertThat(Plot.barIn(Figures.heading().get(0))).isEmpty();
  }

  @Test
  void percentileIsOneOfTheValues() {
    List<Double> values = List.of(5.0, 1.0, 4.0, 2.0, 3.0);

    assertThat(Races.percentile(values, 50)).isEqualTo(3);
    assertThat(Races.percentile(values, 99)).isEqualTo(5);
  }

  @Test
  void plotShowsEachBarAndEscapesItsLabel() {
    String svg = Plot.of(List.of(new Plot.Bar("a < b", 0.5, 0.9), new Plot.Bar("c", 9, 0.9)));

    assertThat(svg).contains(">a &lt; b<", "class=\"missed\"", "class=\"met\"", ">9.00<");
  }

  /** The picture of the page is that of its table. */
  @Test
  void pageShowsItsOwnTable() throws IOException {
    Path root = Path.of("..");

    assertThat(root.resolve(".github/assets/performance.svg"))
        .hasContent(Plot.ofTable(Files.readAllLines(root.resolve("docs/performance.md"))));
  }
}
