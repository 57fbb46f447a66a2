package payments.consumer;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Timer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan of the house: which room may know which. */
class RoomsTest {
  private static final String DESK = "payments.consumer.desk";
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
  void theDeskKnowsNoBrokerAndNoInputOrOutput() {
    classes()
        .that()
        .resideInAPackage(DESK)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            DESK,
            "payments.consumer.event",
            "payments.common",
            "org.agrona.collections",
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.time",
            "java.nio",
            "java.nio.charset",
            "java.security")
        .check(CLASSES);
  }

  /** It is told the time, and does the same whenever it is told the same. */
  @Test
  void theDeskKnowsNoClockThreadAndChance() {
    noClasses()
        .that()
        .resideInAPackage(DESK)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Timer.class, Date.class, Calendar.class, Random.class)
        .orShould()
        .accessTargetWhere(
            target(nameMatching("now|nanoTime|currentTimeMillis|random|randomUUID"))
                .and(target(owner(resideInAPackage("java.."))))
                .as("what is never the same"))
        .check(CLASSES);
  }

  @Test
  void noPackagesNeedEachOther() {
    slices().matching("payments.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
