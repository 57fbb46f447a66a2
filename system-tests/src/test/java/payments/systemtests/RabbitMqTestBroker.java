package payments.systemtests;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;
import payments.common.amqp.BrokerInfo;

/** RabbitMQ in a container, which lasts as long as the tests. */
final class RabbitMqTestBroker implements TestBroker {
  private static final AtomicInteger HOSTS = new AtomicInteger();

  /** Version 1.1: the broker closes the connection on an offer of HTTP/2. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String image;
  private final RabbitMQContainer container;
  private final List<String> modes = new ArrayList<>();
  private String version;

  RabbitMqTestBroker(String image) {
    this.image = image;
    container =
        new RabbitMQContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rabbitmq"));
  }

  RabbitMqTestBroker start() throws Exception {
    container.start();
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(emptyVirtualHost());
    try (Connection connection = factory.newConnection()) {
      version = connection.getServerProperties().get("version").toString();
    }
    if (hasPlugin(factory)) {
      modes.add("plugin");
    }
    if (new BrokerInfo("RabbitMQ", version).isRabbitMq(4, 3)) {
      modes.add("native");
    }
    modes.add("ladder");
    return this;
  }

  private static boolean hasPlugin(ConnectionFactory factory) throws Exception {
    Connection connection = factory.newConnection();
    try {
      Channel channel = connection.createChannel();
      channel.exchangeDeclare(
          "try", "x-delayed-message", false, true, Map.of("x-delayed-type", "direct"));
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      connection.abort();
    }
  }

  @Override
  public String name() {
    return "RabbitMQ " + version + " (" + image + ")";
  }

  String version() {
    return version;
  }

  @Override
  public List<String> modes() {
    return List.copyOf(modes);
  }

  @Override
  public boolean hasStreams() {
    return true;
  }

  @Override
  public String emptyVirtualHost() throws Exception {
    String host = "test-" + HOSTS.incrementAndGet();
    Awaitility.await() // the management plugin listens a little later than the broker
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              put("/api/vhosts/" + host, "{}");
              return true;
            });
    put(
        "/api/permissions/" + host + "/guest",
        "{\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}");
    return "amqp://guest:guest@localhost:%d/%s".formatted(container.getAmqpPort(), host);
  }

  private void put(String path, String body) throws IOException, InterruptedException {
    String credentials = Base64.getEncoder().encodeToString("guest:guest".getBytes());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(container.getHttpUrl() + path))
            .header("Authorization", "Basic " + credentials)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
  }

  /** Runs a command line in the container and returns its output. */
  String shell(String command) throws IOException, InterruptedException {
    ExecResult result = container.execInContainer("sh", "-c", command);
    if (result.getExitCode() != 0) {
      throw new IOException(command + ": " + result.getStdout() + result.getStderr());
    }
    return result.getStdout();
  }

  /** Ends the broker as a power cut would, and starts it again on what is left. */
  void crashAndRestart() throws IOException, InterruptedException {
    String id = container.getContainerId();
    container.getDockerClient().killContainerCmd(id).exec();
    container.getDockerClient().startContainerCmd(id).exec();
  }

  /** Returns the port on this machine, which is another one after a restart. */
  int port() {
    String id = container.getContainerId();
    var ports =
        container.getDockerClient().inspectContainerCmd(id).exec().getNetworkSettings().getPorts();
    return Integer.parseInt(
        ports
            .getBindings()
            .get(com.github.dockerjava.api.model.ExposedPort.tcp(5672))[0]
            .getHostPortSpec());
  }
}
