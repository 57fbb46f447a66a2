package payments.systemtests;

import java.util.List;

/** A broker that tests run on. */
interface TestBroker {
  /** Returns what to call it in reports. */
  String name();

  /** Returns the delay modes that it can do, as {@code --delay} calls them. */
  List<String> modes();

  /** Returns the one that {@code --delay auto} should take. */
  default String bestMode() {
    return modes().get(0);
  }

  /** Whether it has streams, so that registrations outlive a consumer. */
  boolean hasStreams();

  /** Returns the URI of an empty virtual host. */
  String emptyVirtualHost() throws Exception;
}
