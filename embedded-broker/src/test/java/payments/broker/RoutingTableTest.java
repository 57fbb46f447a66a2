package payments.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoutingTableTest {

  private final RoutingTable<String> routes = new RoutingTable<>();

  @Test
  void anUnknownKeyLeadsNowhere() {
    assertThat(routes.find("key")).isEmpty();
  }

  @Test
  void aKeyLeadsToAllItsQueues() {
    routes.add("key", "first");
    routes.add("key", "second");
    routes.add("other", "third");

    assertThat(routes.find("key")).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void aQueueCanHaveSeveralKeys() {
    routes.add("key", "queue");
    routes.add("other", "queue");

    routes.remove("key", "queue");

    assertThat(routes.find("key")).isEmpty();
    assertThat(routes.find("other")).containsExactly("queue");
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    routes.add("key", "queue");

    routes.remove("key", "absent");
    routes.remove("absent", "queue");

    assertThat(routes.find("key")).containsExactly("queue");
  }
}
