package payments.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds that each jar names the licence of all that it contains. */
final class LicencesIT {
  private static final Pattern ROW = Pattern.compile("(?m)^  ([a-z0-9.]+) +\\S.*$");
  private static final Pattern ARTIFACT = Pattern.compile("(?m)^  (\\S+:\\S+: .+)$");

  @ParameterizedTest
  @EnumSource
  void everythingShadedIsNamedWithItsLicence(Jar program) throws IOException {
    try (JarFile jar = new JarFile(program.path().toFile())) {
      List<String> named = named(jar);

      assertThat(classes(jar))
          .filteredOn(name -> !name.startsWith("payments/"))
          .isNotEmpty()
          .allMatch(name -> named.stream().anyMatch(name::startsWith));
    }
  }

  @Test
  void nothingIsNamedThatNoJarContains() throws IOException {
    Set<String> gone = new TreeSet<>();
    List<String> classes = new ArrayList<>();
    for (Jar program : Jar.values()) {
      try (JarFile jar = new JarFile(program.path().toFile())) {
        gone.addAll(named(jar));
        classes.addAll(classes(jar));
      }
    }

    gone.removeIf(name -> classes.stream().anyMatch(type -> type.startsWith(name)));

    assertThat(gone).isEmpty();
  }

  /** The build writes such a list for each jar. */
  @Test
  void eachArtifactIsNamedWithTheLicencesItNames() throws IOException {
    SortedSet<String> artifacts = new TreeSet<>();
    SortedSet<String> named = new TreeSet<>();
    for (Jar program : Jar.values()) {
      artifacts.addAll(Files.readAllLines(program.path().resolveSibling("third-party.txt")));
      try (JarFile jar = new JarFile(program.path().toFile())) {
        ARTIFACT
            .matcher(text(jar, "META-INF/THIRD-PARTY.txt"))
            .results()
            .forEach(row -> named.add(row.group(1)));
      }
    }
    artifacts.remove("");

    assertThat(named).isEqualTo(artifacts);
  }

  @ParameterizedTest
  @EnumSource
  void jarHasItsOwnLicenceAndNotice(Jar program) throws IOException {
    try (JarFile jar = new JarFile(program.path().toFile())) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
      assertThat(text(jar, "META-INF/NOTICE")).contains("Racing payments");
    }
  }

  /** Returns the packages that the list has a row for, as folders. */
  private static List<String> named(JarFile jar) throws IOException {
    return ROW.matcher(text(jar, "META-INF/THIRD-PARTY.txt"))
        .results()
        .map(row -> row.group(1).replace('.', '/') + "/")
        .toList();
  }

  private static List<String> classes(JarFile jar) {
    return jar.stream()
        .map(entry -> entry.getName())
        .filter(name -> name.endsWith(".class"))
        .map(name -> name.replaceFirst("^META-INF/versions/\\d+/", ""))
        .toList();
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(jar.getInputStream(jar.getJarEntry(name)).readAllBytes(), UTF_8);
  }
}
