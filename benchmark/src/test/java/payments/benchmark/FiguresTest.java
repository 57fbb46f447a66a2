package payments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(figures.bar()).contains(new Plot.Bar("drain, a broker", 0.9, 0.9));
  }

  @Test
  void lessTimeIsFaster() {
    Figures figures = new Figures("start", "a broker", "ms", "≤ 2");
    figures.add(new Result(400, NONE, NONE), new Result(100, NONE, NONE));

    Plot.Bar bar = figures.bar().orElseThrow();

    assertThat(bar.speed()).isEqualTo(0.25);
    assertThat(bar.goal()).isEqualTo(0.5);
    assertThat(bar.isMet()).isFalse();
  }

  @Test
  void goalThatIsNoRatioHasNoBar() {
    assertThat(new Figures("set", "ids", "B", "≤ 24 B").bar()).isEmpty();
    assertThat(new Figures("start", "a broker", "ms", "≤ 150 ms more").bar()).isEmpty();
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
}
