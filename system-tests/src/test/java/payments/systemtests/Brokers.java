package payments.systemtests;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * All brokers that tests run on: the embedded one always, RabbitMQ where Docker is. Each is started
 * once, when the first test asks.
 */
final class Brokers {
  private static List<Setting> all;
  private static final Set<String> MISSING = new HashSet<>();

  private Brokers() {}

  /**
   * A broker and a delay mode; without Docker, what is not tested.
   *
   * @param broker null if it is not to be had
   * @param mode as {@code --delay} calls it
   * @param name for reports
   */
  record Setting(TestBroker broker, String mode, String name) {
    /** Returns the URI of an empty virtual host, or skips the test. */
    String uri() throws Exception {
      return available().emptyVirtualHost();
    }

    TestBroker available() {
      if (broker == null) {
        Assumptions.abort("no Docker: not run on " + name);
      }
      return broker;
    }

    boolean isBest() {
      return broker == null || mode.equals(broker.bestMode());
    }

    boolean isRabbitMq() {
      return !(broker instanceof EmbeddedTestBroker);
    }

    RabbitMqTestBroker rabbitMq() {
      return (RabbitMqTestBroker) available();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Returns each broker with each mode that it can do. */
  static synchronized List<Setting> settings() throws Exception {
    if (all == null) {
      List<Setting> settings = new ArrayList<>();
      TestBroker embedded = new EmbeddedTestBroker();
      settings.add(new Setting(embedded, "plugin", embedded.name() + ", plugin"));
      for (String image : images()) {
        addRabbitMq(image, settings);
      }
      all = List.copyOf(settings);
    }
    return all;
  }

  /** Returns the settings on RabbitMQ. */
  static List<Setting> rabbitMq() throws Exception {
    return settings().stream().filter(Setting::isRabbitMq).toList();
  }

  /** Returns one setting for each RabbitMQ, with its best mode. */
  static List<Setting> eachRabbitMq() throws Exception {
    return rabbitMq().stream().filter(Setting::isBest).toList();
  }

  /** Returns one setting for each broker, with its best mode. */
  static List<Setting> each() throws Exception {
    return settings().stream().filter(Setting::isBest).toList();
  }

  private static void addRabbitMq(String image, List<Setting> settings) throws Exception {
    if (!isDockerThere()) {
      settings.add(new Setting(null, "auto", image));
      return;
    }
    requirePulled(image);
    RabbitMqTestBroker broker = new RabbitMqTestBroker(image).start();
    for (String mode : broker.modes()) {
      settings.add(new Setting(broker, mode, broker.name() + ", " + mode));
    }
  }

  /** Tried once for all tests: Testcontainers would try for minutes, and each test again. */
  static void requirePulled(String image) throws InterruptedException {
    if (MISSING.contains(image)) {
      throw new IllegalStateException("image " + image + " cannot be pulled");
    }
    DockerClient docker = DockerClientFactory.lazyClient();
    try {
      docker.inspectImageCmd(image).exec();
    } catch (NotFoundException notHere) {
      DockerImageName name = DockerImageName.parse(image);
      try {
        docker
            .pullImageCmd(name.getUnversionedPart())
            .withTag(name.getVersionPart())
            .start()
            .awaitCompletion(5, TimeUnit.MINUTES);
      } catch (RuntimeException e) {
        MISSING.add(image);
        throw new IllegalStateException(
            "image %s cannot be pulled: %s".formatted(image, e.getMessage()), e);
      }
    }
  }

  /** Whether Docker is there; it fails if it is not, and required. */
  static boolean isDockerThere() {
    boolean there = DockerClientFactory.instance().isDockerAvailable();
    if (!there && Boolean.getBoolean("docker.required")) {
      throw new IllegalStateException("Docker is required and not there");
    }
    return there;
  }

  /** Returns the images of RabbitMQ to test on, the newest last. */
  static List<String> images() {
    return Arrays.stream(System.getProperty("rabbitmq.images", "").split(","))
        .map(String::strip)
        .filter(image -> !image.isEmpty())
        .toList();
  }
}
