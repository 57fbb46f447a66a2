package payments.systemtests;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The README's pictures show what they are to show, and need nothing from elsewhere. */
class PicturesTest {
  private static final Path ASSETS = Page.root().resolve(".github/assets");
  private static final String POSTPONED =
      "0 payment 0 postponed by 0 s: client 0 is not registered (attempt 0)";
  private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*");
  private static final Pattern ARROW = Pattern.compile("<?-[-.]+>");

  /** Returns the lines of the run that the picture of the race was drawn from. */
  static List<Demo.Line> raceLines() throws Exception {
    return texts(picture("race.svg"), "line").stream().map(text -> new Demo.Line(0, text)).toList();
  }

  private static Document picture(String name) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(Page.text(ASSETS.resolve(name)))));
  }

  private static List<String> texts(Document picture, String kind) {
    return elements(picture, "text").stream()
        .filter(text -> List.of(text.getAttribute("class").split(" ")).contains(kind))
        .map(Element::getTextContent)
        .toList();
  }

  private static List<Element> elements(Document picture, String name) {
    List<Element> all = new ArrayList<>();
    NodeList nodes = picture.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      all.add((Element) nodes.item(i));
    }
    return all;
  }

  @Test
  void raceIsThatOfADemoRun() throws Exception {
    List<String> lines = raceLines().stream().map(Demo.Line::withoutNumbers).toList();

    assertThat(lines).filteredOn(POSTPONED::equals).hasSizeGreaterThan(2);
    assertThat(lines)
        .filteredOn(line -> !line.equals(POSTPONED))
        .containsExactlyInAnyOrder(
            "# the consumer",
            "$ java -jar consumer/target/consumer.jar",
            "0 ready: Embedded broker 0 at localhost:0, delay plugin, log none",
            "# a payment of client 0, whom nobody knows yet",
            "$ java -jar producer/target/producer.jar payment 0",
            "sent payment 0 of client 0",
            "# now the client is registered",
            "$ java -jar producer/target/producer.jar client 0",
            "sent client 0",
            "0 client 0 registered",
            "0 payment 0 of client 0 processed after 0 attempts, 0 s: its client registered");
  }

  @Test
  void raceHasABarForEachWait() throws Exception {
    Document race = picture("race.svg");

    long waits = raceLines().stream().filter(line -> line.text().contains("postponed by")).count();
    assertThat(texts(race, "mark").stream().filter(text -> text.startsWith("waits ")))
        .hasSize((int) waits);
    assertThat(texts(race, "label")).containsExactlyInAnyOrder("registered", "processed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flow.svg", "flow.pt-BR.svg"})
  void flowIsThatOfItsSource(String name) throws Exception {
    String source = Page.text(ASSETS.resolve("flow.mmd"));
    TreeSet<String> names = new TreeSet<>();
    int arrows = 0;
    for (String line : source.lines().filter(line -> line.startsWith("  ")).toList()) {
      for (String part : line.strip().split(" *<?-[-.]+>(\\|[^|]*\\|)? *")) {
        assertThat(part).matches(NAME);
        names.add(part);
      }
      arrows += (int) ARROW.matcher(line).results().count();
    }

    Document flow = picture(name);

    assertThat(texts(flow, "")).containsExactlyInAnyOrderElementsOf(names);
    assertThat(
            elements(flow, "path").stream()
                .filter(path -> path.getAttribute("class").startsWith("way")))
        .hasSize(arrows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"race.svg", "flow.svg", "flow.pt-BR.svg"})
  void pictureStandsAloneInLightAndDark(String name) throws Exception {
    String text = Page.text(ASSETS.resolve(name)).replace("http://www.w3.org/2000/svg", "");

    assertThat(text).doesNotContain("http", "href", "<script", "@import", "<image");
    assertThat(text).contains("prefers-color-scheme: dark", "<title");
    assertThat(picture(name).getDocumentElement().getAttribute("role")).isEqualTo("img");
    TreeSet<String> colours =
        Pattern.compile("(--[a-z]+):")
            .matcher(text)
            .results()
            .map(colour -> colour.group(1))
            .collect(toCollection(TreeSet::new));
    for (String colour : colours) {
      assertThat(text.split(colour + ":", -1)).as(colour).hasSize(3); // given for light and dark
    }
  }

  @Test
  void raceMovesOnlyWhereMotionIsWanted() throws Exception {
    String text = Page.text(ASSETS.resolve("race.svg"));

    String wanted = "@media (prefers-reduced-motion: no-preference)";
    assertThat(text).contains(wanted);
    assertThat(text.indexOf("animation")).isGreaterThan(text.indexOf(wanted));
    assertThat(text).doesNotContain("opacity=\"0\"", "display: none");
  }
}
