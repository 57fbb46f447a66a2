package payments.systemtests;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests on one cluster, which each of them finds whole. */
abstract class OnACluster {
  static Cluster cluster;

  Trial trial;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start();
  }

  @AfterAll
  static void removeCluster() throws Exception {
    if (cluster != null) {
      cluster.remove();
    }
  }

  @BeforeEach
  void awaitHealthy() throws Exception {
    cluster.awaitHealthy();
  }

  @AfterEach
  void end() throws Exception {
    if (trial != null) {
      trial.end();
    }
  }
}
