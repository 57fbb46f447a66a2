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
        Arguments.of("delivery", List.of("event")),
        Arguments.of("log", List.of()),
        Arguments.of("clientlog", List.of("log", "delivery", "event")),
        Arguments.of("paymentslog", List.of("log", "event")),
        Arguments.of("deadletters", List.of("delivery", "event")),
        Arguments.of("waiting", List.of("paymentslog", "delivery", "event")),
        Arguments.of(
            "rules",
            List.of("waiting", "clientlog", "paymentslog", "deadletters", "delivery", "event")),
        Arguments.of("metrics", List.of("waiting", "event")),
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
        .because("rules stand on deliveries, deliveries on events")
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

  @Test
  void rulesTouchNoBroker() {
    noClasses()
        .that()
        .haveSimpleNameStartingWith("Payments")
        .and()
        .resideInAPackage("payments.consumer.rules")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("com.rabbitmq.client.Channel")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(CLASSES);
  }

  @Test
  void noPackagesNeedEachOther() {
    slices().matching("payments.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
