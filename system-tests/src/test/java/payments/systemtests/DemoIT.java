package payments.systemtests;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import payments.prove.trial.Lines;

/** The race in one command, which the README has a picture of. */
class DemoIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");

  @Test
  void tellsWhatTheReadmesPictureShows() throws Exception {
    assertThat(kinds(Demo.run())).isEqualTo(kinds(PicturesTest.raceLines()));
  }

  /** Nothing is left running: neither the programs, nor races that are under way. */
  @Test
  void pageShowsRacesUntilItIsStopped() throws Exception {
    Process demo =
        new ProcessBuilder("./demo.sh", "--page").directory(Page.root().toFile()).start();
    List<ProcessHandle> started;
    try {
      Lines out = new Lines(demo.getInputStream());
      await().atMost(PATIENCE).until(() -> ADDRESS.matcher(String.join(" ", out.all())).find());
      Matcher address = ADDRESS.matcher(String.join(" ", out.all()));
      assertThat(address.find()).isTrue();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(metrics(address.group()))
                      .containsPattern("payments_processed_total\\{cause=\"registration\"} [1-9]")
                      .containsPattern(
                          "payments_dead_letters_total\\{reason=\"malformed\"} [1-9]"));
      started = demo.descendants().toList();
      assertThat(started).hasSizeGreaterThan(4);
    } finally {
      demo.destroy();
    }
    assertThat(demo.waitFor()).isEqualTo(143);
    await()
        .atMost(Duration.ofSeconds(4)) // less than the longest gap
        .untilAsserted(() -> assertThat(started).noneMatch(ProcessHandle::isAlive));
  }

  private static String metrics(String page) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(page).resolve("/metrics")).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  /** What comes how often, and which of two at once is first, differs from run to run. */
  private static TreeSet<String> kinds(List<Demo.Line> lines) {
    return lines.stream().map(Demo.Line::withoutNumbers).collect(toCollection(TreeSet::new));
  }
}
