package payments.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds that each jar names the licence of all that it contains. */
final class LicencesIT {
  private static final Pattern ROW = Pattern.compile("(?m)^  ([a-z0-9.]+) +\\S.*$");

  @ParameterizedTest
  @EnumSource
  void everythingShadedIsNamedWithItsLicence(Jar program) throws IOException {
    try (JarFile jar = new JarFile(program.path().toFile())) {
      List<String> named =
          ROW.matcher(text(jar, "META-INF/THIRD-PARTY.txt"))
              .results()
              .map(row -> row.group(1).replace('.', '/') + "/")
              .toList();

      assertThat(jar.stream().map(entry -> entry.getName()))
          .filteredOn(name -> name.endsWith(".class"))
          .map(name -> name.replaceFirst("^META-INF/versions/\\d+/", ""))
          .filteredOn(name -> !name.startsWith("payments/"))
          .isNotEmpty()
          .allMatch(name -> named.stream().anyMatch(name::startsWith));
    }
  }

  @ParameterizedTest
  @EnumSource
  void jarHasItsOwnLicenceAndNotice(Jar program) throws IOException {
    try (JarFile jar = new JarFile(program.path().toFile())) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
      assertThat(text(jar, "META-INF/NOTICE")).contains("Racing payments");
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(jar.getInputStream(jar.getJarEntry(name)).readAllBytes(), UTF_8);
  }
}
