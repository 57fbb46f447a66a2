package payments.consumer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan of the house: which room may know which. */
class RoomsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("payments.consumer", "payments.common");

  static Stream<Arguments> rooms() {
    return Stream.of(
        Arguments.of("event", List.of()),
        Arguments.of("desk", List.of("event")),
        Arguments.of("delay", List.of("desk")),
        Arguments.of("deadletters", List.of("desk")),
        Arguments.of("broker", List.of("delay", "desk", "event")),
        Arguments.of("metrics", List.of("desk", "event")),
        Arguments.of("http", List.of("metrics", "event")));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomKnowsOnlyThoseBelowIt(String room, List<String> below) {
    String[] others =
        rooms()
            .map(each -> (String) each.get()[0])
            .filter(other -> !other.equals(room) && !below.contains(other))
            .map(other -> "payments.consumer." + other)
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage("payments.consumer." + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("payments.consumer")
        .because("all stands on the desk, the desk on events")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void nothingOfCommonKnowsAProgram() {
    noClasses()
        .that()
        .resideInAPackage("payments.common..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("payments.consumer..")
        .check(CLASSES);
  }

  /** So that a simulation can try all that is decided, in any order and at any time. */
  @Test
  void theDeskKnowsNoBrokerClockThreadAndInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage("payments.consumer.desk")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.rabbitmq..",
            "payments.common.amqp..",
            "java.io..",
            "java.net..",
            "java.nio.file..",
            "java.nio.channels..",
            "org.slf4j..",
            "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.time.Clock.class)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }

  @Test
  void noPackagesNeedEachOther() {
    slices().matching("payments.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
