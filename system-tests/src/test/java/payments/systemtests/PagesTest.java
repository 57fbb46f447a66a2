package payments.systemtests;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say of links, tests, files and options is so, and both READMEs say the same. */
class PagesTest {
  private static final Pattern WEB = Pattern.compile("https?://.*");
  private static final Pattern TEST =
      Pattern.compile("\\b([A-Z]\\w*(?:IT|Test|Measurement))\\b(?:[.#]([a-z]\\w*))?");
  private static final Pattern CODE_FILE = Pattern.compile("(?:[a-z]+/)+[A-Z]\\w+");
  private static final Pattern FILE =
      Pattern.compile("(?:[\\w.-]+/)+[\\w.-]+\\.(?:java|json|md|mmd|sh|svg|txt|yaml|yml)");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--([a-z][a-z-]*)");
  private static final Pattern DECLARED = Pattern.compile("longOpt\\(\\s*\"([a-z-]+)\"");
  private static final Pattern JAR =
      Pattern.compile("\\b(consumer|producer|embedded-broker|prove)\\.jar\\b");

  /** Of GitHub, outside of what is in the repository. */
  private static final String ADVISORIES = "../../security/advisories/new";

  /** Programs that are not ours, whose options are theirs. */
  private static final Set<String> OTHERS =
      Set.of("amqp-consume", "docker", "gh", "git", "mvn", "rabbitmqctl", "sha256sum");

  /** Options of those, named alone. */
  private static final Set<String> OPTIONS_OF_OTHERS =
      Set.of("if-empty", "profile", "target", "volumes");

  private static final Map<Path, String> SOURCES =
      Page.files(".java").stream().collect(toMap(file -> file, Page::text));
  private static final Map<String, Set<String>> OPTIONS =
      Stream.of("consumer", "producer", "embedded-broker", "prove", "benchmark")
          .collect(toMap(module -> module, PagesTest::options));
  private static final Set<String> ALL_OPTIONS =
      Stream.concat(OPTIONS_OF_OTHERS.stream(), OPTIONS.values().stream().flatMap(Set::stream))
          .collect(toSet());

  private static final Page README = Page.of("README.md");
  private static final Page PORTUGUESE = Page.of("README.pt-BR.md");

  @Test
  void linksLeadSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Page page : Page.all()) {
      for (String link : page.links()) {
        if (!WEB.matcher(link).matches() && !link.equals(ADVISORIES) && !leads(page, link)) {
          broken.add(page + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leads(Page page, String link) {
    String[] parts = link.split("#", 2);
    Path to = parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
    if (!to.startsWith(Page.root()) || !Files.exists(to)) {
      return false;
    }
    return parts.length == 1
        || Page.of(Page.root().relativize(to).toString()).headings().stream()
            .anyMatch(heading -> heading.anchor().equals(parts[1]));
  }

  @Test
  void namedTestsExist() {
    Map<String, String> tests = new TreeMap<>();
    SOURCES.forEach(
        (file, text) -> tests.put(file.getFileName().toString().replace(".java", ""), text));
    List<String> missing = new ArrayList<>();
    for (Page page : Page.all()) {
      for (String code : page.code()) {
        for (Matcher test = TEST.matcher(code); test.find(); ) {
          String source = tests.get(test.group(1));
          String method = test.group(2);
          if (source == null || method != null && !source.contains(" void " + method + "(")) {
            missing.add(page + ": " + test.group());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void namedFilesExist() {
    List<String> missing = new ArrayList<>();
    for (Page page : Page.all()) {
      for (String code : page.spans()) {
        boolean isThere =
            CODE_FILE.matcher(code).matches()
                ? SOURCES.keySet().stream().anyMatch(file -> file.endsWith(code + ".java"))
                : !FILE.matcher(code).matches()
                    || code.contains("target/")
                    || Files.exists(Page.root().resolve(code));
        if (!isThere) {
          missing.add(page + ": " + code);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void optionsAreThoseOfThePrograms() {
    List<String> unknown = new ArrayList<>();
    for (Page page : Page.all()) {
      for (String code : page.code()) {
        Set<String> known = known(code);
        for (Matcher option = OPTION.matcher(code); option.find(); ) {
          if (!known.isEmpty() && !known.contains(option.group(1))) {
            unknown.add(page + ": --" + option.group(1) + " in " + code);
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  /** Returns the options that may stand there, none where another program says which. */
  private static Set<String> known(String code) {
    if (OTHERS.contains(code.strip().replaceFirst("^\\$ ", "").split(" ")[0])) {
      return Set.of();
    }
    if (code.strip().startsWith("./demo.sh")) {
      return optionsOfTheDemo();
    }
    Matcher jar = JAR.matcher(code);
    return jar.find() ? OPTIONS.get(jar.group(1)) : ALL_OPTIONS;
  }

  /** Returns the options that the script tells apart. */
  private static Set<String> optionsOfTheDemo() {
    try {
      String script = Files.readString(Page.root().resolve("demo.sh"));
      return Pattern.compile("(?m)^ *--(\\w+)\\)")
          .matcher(script)
          .results()
          .map(option -> option.group(1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what the help of a program shows: the options that its module and common declare. */
  private static Set<String> options(String module) {
    Set<String> options = new TreeSet<>();
    for (Map.Entry<Path, String> source : SOURCES.entrySet()) {
      Path file = Page.root().relativize(source.getKey());
      if (file.startsWith(Path.of(module, "src", "main"))
          || file.startsWith(Path.of("common", "src", "main"))) {
        DECLARED.matcher(source.getValue()).results().forEach(each -> options.add(each.group(1)));
      }
    }
    assertThat(options).contains("help", "version");
    return options;
  }

  @Test
  void readmesHaveTheSameHeadings() {
    assertThat(levels(PORTUGUESE)).isEqualTo(levels(README));
  }

  private static List<Integer> levels(Page page) {
    return page.headings().stream().map(Page.Heading::level).toList();
  }

  @Test
  void readmesHaveTheSameCommands() {
    assertThat(commands(PORTUGUESE)).isEqualTo(commands(README));
  }

  /** Returns the blocks of code without comments, which are in each one's language. */
  private static List<String> commands(Page page) {
    return page.blocks().stream()
        .map(block -> String.join("\n", block).replaceAll(" +# .*", ""))
        .toList();
  }

  @Test
  void readmesNameTheSameOptionsAndCode() {
    assertThat(names(PORTUGUESE)).isEqualTo(names(README));
  }

  private static Set<String> names(Page page) {
    return page.spans().stream()
        .map(span -> span.replace("[opções]", "[options]"))
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void readmesLinkTheSamePages() {
    assertThat(elsewhere(PORTUGUESE)).isEqualTo(elsewhere(README));
    assertThat(README.links()).contains("README.pt-BR.md");
    assertThat(PORTUGUESE.links()).contains("README.md");
  }

  private static List<String> elsewhere(Page page) {
    return page.links().stream()
        .filter(link -> !link.startsWith("#"))
        .map(link -> link.replace(".pt-BR", ""))
        .toList();
  }
}
