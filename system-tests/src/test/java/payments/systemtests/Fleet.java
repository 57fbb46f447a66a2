package payments.systemtests;

import java.io.IOException;
import java.util.List;
import payments.prove.trial.Consumers;

/** Consumers of the jar that was built. */
final class Fleet extends Consumers {
  /** All use the same URI and options. */
  Fleet(String uri, String... options) throws IOException {
    super(Jar.CONSUMER.javaOptions(), Jar.CONSUMER.path(), uri, List.of(options));
  }
}
