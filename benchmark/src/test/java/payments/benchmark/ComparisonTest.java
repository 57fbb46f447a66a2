package payments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import payments.common.ReportedException;

class ComparisonTest {
  private static final String MACHINE = "A processor, 2 processors, 24 GB";

  @TempDir private Path directory;

  private Path table(String firstLine) throws IOException {
    return Files.write(directory.resolve("table.md"), List.of(firstLine, "", line("drain", 80)));
  }

  private static String line(String row, double figure) {
    Figures figures = new Figures(row, "a broker", "/s", "≥ 0.9");
    figures.add(Result.of(figure), Result.of(100));
    return figures.line();
  }

  @Test
  void showsTheRowsThatBothHave() throws IOException {
    Comparison comparison =
        Comparison.with(table(Comparison.ofMachine(MACHINE, "Java 17")), MACHINE);

    assertThat(comparison.table(List.of(line("drain", 90), line("send", 70))))
        .containsExactly(
            "| row | on | ours, earlier | ours, now | ratio, earlier | ratio, now |",
            "|---|---|---|---|---|---|",
            "| drain | a broker | 80.0 /s | 90.0 /s | 0.80 | 0.90 |");
    assertThat(comparison.table(List.of(line("send", 70)))).isEmpty();
  }

  @Test
  void refusesFiguresOfAnotherMachine() throws IOException {
    Path other = table(Comparison.ofMachine("A processor, 4 processors, 24 GB", "Java 17"));
    assertThatThrownBy(() -> Comparison.with(other, MACHINE))
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining("another machine: A processor, 4 processors, 24 GB; Java 17")
        .hasMessageEndingWith("this one is " + MACHINE);

    Path nameless = table("a table");
    assertThatThrownBy(() -> Comparison.with(nameless, MACHINE))
        .hasMessageContaining("it names none");
  }
}
