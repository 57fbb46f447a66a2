package payments.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of documentation, in Markdown, with what can be checked of it.
 *
 * @param path where it is
 * @param prose lines outside of blocks of code
 * @param blocks of code, each with its lines
 */
record Page(Path path, List<String> prose, List<List<String>> blocks) {
  private static final Path ROOT = Path.of(System.getProperty("root", ".."));
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\[\\]]*]\\(([^()\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(#{1,6}) +(.*)");
  private static final String FENCE = "```";

  /** Returns all pages of the repository. */
  static List<Page> all() {
    return files(".md").stream().map(Page::at).toList();
  }

  /** Returns what is in the repository and ends so, leaving out what a build makes. */
  static List<Path> files(String ending) {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(file -> file.toString().endsWith(ending))
          .filter(file -> !isMade(root().relativize(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isMade(Path file) {
    for (Path each : file) {
      if (each.toString().equals("target") || each.toString().equals(".git")) {
        return true;
      }
    }
    return false;
  }

  static Path root() {
    return ROOT.toAbsolutePath().normalize();
  }

  /** Reads a page of the repository. */
  static Page of(String name) {
    return at(root().resolve(name));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page at(Path file) {
    List<String> prose = new ArrayList<>();
    List<List<String>> blocks = new ArrayList<>();
    boolean inBlock = false;
    for (String line : text(file).lines().toList()) {
      if (line.strip().startsWith(FENCE)) {
        inBlock = !inBlock;
        if (inBlock) {
          blocks.add(new ArrayList<>());
        }
      } else if (inBlock) {
        blocks.get(blocks.size() - 1).add(line);
      } else {
        prose.add(line);
      }
    }
    return new Page(file, prose, blocks);
  }

  /** Returns its headings, in order. */
  List<Heading> headings() {
    return prose.stream()
        .map(HEADING::matcher)
        .filter(heading -> heading.matches())
        .map(heading -> new Heading(heading.group(1).length(), heading.group(2).strip()))
        .toList();
  }

  /** Returns where it leads: web addresses, files from its own folder, and places in it. */
  List<String> links() {
    return prose.stream()
        .map(line -> SPAN.matcher(line).replaceAll("code"))
        .flatMap(line -> LINK.matcher(line).results())
        .map(link -> link.group(1))
        .toList();
  }

  /** Returns what it shows as code within a line. */
  List<String> spans() {
    return prose.stream()
        .flatMap(line -> SPAN.matcher(line).results())
        .map((MatchResult span) -> span.group(1).replace("\\|", "|"))
        .toList();
  }

  /** Returns its code: that within lines, and each line of a block, long ones put together. */
  List<String> code() {
    List<String> all = new ArrayList<>(spans());
    blocks.forEach(
        block -> all.addAll(String.join("\n", block).replace("\\\n", " ").lines().toList()));
    return all;
  }

  @Override
  public String toString() {
    return root().relativize(path).toString();
  }

  /**
   * A heading.
   *
   * @param level 1 is that of the page
   */
  record Heading(int level, String text) {
    /** Returns the name by which links reach it. */
    String anchor() {
      return text.toLowerCase(Locale.ROOT)
          .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
          .replaceAll("[^\\p{L}\\p{N}_ -]", "")
          .replace(' ', '-');
    }
  }
}
