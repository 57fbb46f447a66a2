package payments.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;
import payments.common.amqp.BrokerInfo;

/** RabbitMQ in a container, which lasts as long as the tests. */
final class RabbitMqTestBroker implements TestBroker, AutoCloseable {
  private static final long UNKNOWN = -1;
  private static final Duration COUNTS_ARE_OLD = Duration.ofMillis(2_500);
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String EVERYTHING = ".*";
  private static final AtomicInteger HOSTS = new AtomicInteger();
  private static final String CERTIFICATE = "/etc/rabbitmq/tls/server.pem";
  private static final String KEY = "/etc/rabbitmq/tls/server.key";
  private static final String AUTHORITY = "/etc/rabbitmq/tls/authority.pem";
  private static final String DEMAND = "/etc/rabbitmq/conf.d/91-clients.conf";

  /** Queues tell how much they hold each second: every 5 s, as usual, each test would wait for. */
  private static final String TELLING =
      "[{rabbit, [{quorum_tick_interval, 1000}, {collect_statistics_interval, 1000}]}].";

  /** Version 1.1: the broker closes the connection on an offer of HTTP/2. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String image;
  private final RabbitMQContainer container;
  private final int tlsPort = Ports.free();
  private final List<String> modes = new ArrayList<>();
  private String version;
  private String last;
  private boolean encrypts;

  RabbitMqTestBroker(String image) {
    this.image = image;
    container =
        new RabbitMQContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rabbitmq"));
    // ports that Docker chooses are others after a restart
    container.setPortBindings(
        List.of(tlsPort + ":5671", Ports.free() + ":5672", Ports.free() + ":15672"));
    container.withCopyToContainer(Transferable.of(TELLING, 0644), "/etc/rabbitmq/advanced.config");
  }

  /** Starts another one of the same image, in which no feature flag is enabled that may be off. */
  RabbitMqTestBroker withoutFeatureFlags() throws Exception {
    RabbitMqTestBroker another = new RabbitMqTestBroker(image);
    another.container.withEnv("RABBITMQ_FEATURE_FLAGS", "");
    return another.start();
  }

  /** Starts another one of the same image. */
  RabbitMqTestBroker another() throws Exception {
    return new RabbitMqTestBroker(image).start();
  }

  /** Writes a configuration file, after which the broker starts anew. */
  void configure(String name, String lines) throws IOException, InterruptedException {
    copy(lines, "/etc/rabbitmq/conf.d/" + name);
    stopAndRestart();
    awaitStart();
  }

  /** Ends a virtual host as a failure of its message store does. */
  void failVirtualHost(String uri) throws IOException, InterruptedException {
    shell(
        """
        rabbitmqctl eval '
          Fail = fun(Again, Tries) ->
            case rabbit_vhost_sup_sup:is_vhost_alive(<<"%1$s">>) of
              true when Tries > 0 ->
                try
                  {ok, Sup} = rabbit_vhost_sup_sup:get_vhost_sup(<<"%1$s">>),
                  [exit(Pid, failed)
                    || {msg_store_persistent, Pid, _, _} <- supervisor:which_children(Sup)]
                catch
                  _:_ -> ending_already
                end,
                timer:sleep(300),
                Again(Again, Tries - 1);
              Alive -> false = Alive
            end
          end,
          Fail(Fail, 20).'
        """
            .formatted(virtualHost(uri)));
  }

  @Override
  public void close() {
    container.stop();
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
              deleteLast();
              put("/api/vhosts/" + host, "{}");
              return true;
            });
    last = host;
    permit(host, "guest", EVERYTHING, EVERYTHING, EVERYTHING);
    return "amqp://guest:guest@localhost:%d/%s".formatted(container.getAmqpPort(), host);
  }

  /** Lets a user declare, publish to and read what regular expressions say. */
  private void permit(String host, String user, String configure, String write, String read)
      throws IOException, InterruptedException {
    put(
        "/api/permissions/" + host + "/" + user,
        JSON.writeValueAsString(Map.of("configure", configure, "write", write, "read", read)));
  }

  /** Refuses to declare a queue from now on, though it exists and may be used. */
  void refuseToDeclare(String queue, String uri) throws IOException, InterruptedException {
    permit(virtualHost(uri), "guest", "^(?!%s$).*".formatted(queue), EVERYTHING, EVERYTHING);
  }

  /** Closes channels that publish straight to queues. */
  void refuseDefaultExchange(String uri) throws IOException, InterruptedException {
    permit(virtualHost(uri), "guest", EVERYTHING, "^(?!amq.default$).*", EVERYTHING);
  }

  void refuseNothing(String uri) throws IOException, InterruptedException {
    permit(virtualHost(uri), "guest", EVERYTHING, EVERYTHING, EVERYTHING);
  }

  /**
   * Sets what channels that are opened from now on do by time.
   *
   * @param tick how often they forget what is permitted, and look for late acknowledgements
   * @param acknowledgement how long one may take
   */
  void setChannelTimes(Duration tick, Duration acknowledgement)
      throws IOException, InterruptedException {
    shell(
        "rabbitmqctl eval 'application:set_env(rabbit, channel_tick_interval, %d), application:set_env(rabbit, consumer_timeout, %d).'"
            .formatted(tick.toMillis(), acknowledgement.toMillis()));
  }

  /** Lets one more user into the virtual host of a URI. */
  void addUser(String name, String password, String uri) throws IOException, InterruptedException {
    put("/api/users/" + name, "{\"password\":\"%s\",\"tags\":\"\"}".formatted(password));
    permit(virtualHost(uri), name, EVERYTHING, EVERYTHING, EVERYTHING);
  }

  /**
   * Returns the URI of a user who may configure, write to and read from what regular expressions
   * say, and nothing else.
   */
  String restrictedUri(String uri, String configure, String write, String read)
      throws IOException, InterruptedException {
    addUser("restricted", "secret", uri);
    permit(virtualHost(uri), "restricted", configure, write, read);
    return uri.replace("guest:guest@", "restricted:secret@");
  }

  /** Dozens of quorum queues for each test would add up. */
  private void deleteLast() throws IOException, InterruptedException {
    if (last != null) {
      send(request("/api/vhosts/" + last).DELETE().build());
      last = null;
    }
  }

  private void put(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body)).build());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
  }

  private HttpRequest.Builder request(String path) {
    String credentials = Base64.getEncoder().encodeToString("guest:guest".getBytes());
    return HttpRequest.newBuilder(URI.create(container.getHttpUrl() + path))
        .header("Authorization", "Basic " + credentials)
        .header("Content-Type", "application/json");
  }

  /** The broker ends connections that were idle for 5 s, perhaps just as the next request goes. */
  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
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

  /**
   * Returns how many messages each queue holds, whether ready, delayed or delivered; {@code
   * UNKNOWN} while a queue starts.
   */
  Map<String, Long> queues(String uri) throws IOException, InterruptedException {
    Map<String, Long> messages = new HashMap<>();
    String lines =
        shell(
            "rabbitmqctl -q --no-table-headers list_queues -p "
                + virtualHost(uri)
                + " name messages");
    for (String line : lines.split("\\R")) {
      String[] columns = line.split("\t", 2);
      if (columns.length == 2) { // else there is no queue
        messages.put(columns[0], columns[1].isEmpty() ? UNKNOWN : Long.parseLong(columns[1]));
      }
    }
    return messages;
  }

  /** Makes queues refuse what comes while they hold a message; the name is a regular expression. */
  void allowOneMessage(String uri, String name) throws IOException, InterruptedException {
    put(
        policy(uri),
        JSON.writeValueAsString(
            Map.of(
                "pattern",
                name,
                "apply-to",
                "queues",
                "definition",
                Map.of("max-length", 1, "overflow", "reject-publish"))));
  }

  void allowAllMessages(String uri) throws IOException, InterruptedException {
    send(request(policy(uri)).DELETE().build());
  }

  private static String policy(String uri) {
    return "/api/policies/%s/one".formatted(virtualHost(uri));
  }

  private static String virtualHost(String uri) {
    return URI.create(uri).getPath().substring(1);
  }

  /**
   * The same from the management plugin, as each queue told it last: a hundredth of the processor
   * time of a command.
   */
  private Map<String, Long> toldQueues(String uri) throws IOException, InterruptedException {
    HttpResponse<String> response =
        send(
            request(
                    "/api/queues/%s?disable_stats=true&enable_queue_totals=true"
                        .formatted(virtualHost(uri)))
                .build());
    if (response.statusCode() != 200) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    Map<String, Long> messages = new HashMap<>();
    for (JsonNode queue : JSON.readTree(response.body())) {
      messages.put(queue.get("name").asText(), queue.path("messages").asLong(UNKNOWN));
    }
    return messages;
  }

  /** Returns the queues that are not empty, the stream apart, which never is. */
  Map<String, Long> waiting(String uri) throws IOException, InterruptedException {
    return waiting(queues(uri));
  }

  private static Map<String, Long> waiting(Map<String, Long> messages) {
    messages.remove("clients-log");
    messages.remove("payments-log");
    messages.values().removeIf(count -> count == 0);
    return messages;
  }

  /**
   * Waits until no queue holds a message, but for the logs. A queue tells its number from time to
   * time only, so that one look may miss what came to it since.
   */
  void awaitEmpty(String uri) {
    Awaitility.await()
        .during(COUNTS_ARE_OLD)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> waiting(toldQueues(uri)), Map::isEmpty);
  }

  /** Returns the port for TLS, which needs a certificate. */
  int tlsPort() {
    return tlsPort;
  }

  /**
   * Makes the broker present a certificate from now on. The first one restarts it, without waiting
   * queues: deleted while they elect their leaders, they end all at-least-once dead-lettering on
   * RabbitMQ 3.10.8, and the next one is refused with INTERNAL_ERROR.
   */
  void present(String certificate, String key) throws IOException, InterruptedException {
    copy(certificate, CERTIFICATE);
    copy(key, KEY);
    if (encrypts) {
      shell("rabbitmqctl eval 'ssl:clear_pem_cache().'");
      return;
    }
    copy(
        """
        listeners.ssl.default = 5671
        ssl_options.certfile = %s
        ssl_options.keyfile = %s
        ssl_options.verify = verify_none
        """
            .formatted(CERTIFICATE, KEY),
        "/etc/rabbitmq/conf.d/90-tls.conf");
    restartEncrypting();
    encrypts = true;
  }

  private void restartEncrypting() throws IOException, InterruptedException {
    deleteLast();
    crashAndRestart();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !shell("rabbitmq-diagnostics -q check_port_listener 5671").isEmpty());
  }

  /** Restarts, and wants a certificate that this authority signed of whoever connects with TLS. */
  void demandCertificates(String authority) throws IOException, InterruptedException {
    copy(authority, AUTHORITY);
    copy(
        """
        ssl_options.cacertfile = %s
        ssl_options.verify = verify_peer
        ssl_options.fail_if_no_peer_cert = true
        """
            .formatted(AUTHORITY),
        DEMAND);
    restartEncrypting();
  }

  void demandNoCertificates() throws IOException, InterruptedException {
    shell("rm " + DEMAND);
    restartEncrypting();
  }

  private void copy(String text, String path) {
    container.copyFileToContainer(Transferable.of(text, 0644), path);
  }

  /** Lets the broker end in order, and starts it again. Not every image hands a signal on to it. */
  void stopAndRestart() throws IOException, InterruptedException {
    container.execInContainer("rabbitmqctl", "-q", "stop");
    String id = container.getContainerId();
    container.getDockerClient().waitContainerCmd(id).start().awaitStatusCode(60, TimeUnit.SECONDS);
    container.getDockerClient().startContainerCmd(id).exec();
  }

  /**
   * Ends the broker at once, as if it was killed, and starts it again on what is on its disk.
   * RabbitMQ writes the names of new quorum queues and streams some seconds after it has declared
   * them, and forgets such a queue with its messages when it is killed before: this waits for that,
   * and for a broker that still starts.
   */
  void crashAndRestart() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              shell("rabbitmqctl await_startup");
              shell("rabbitmqctl eval '[ok = dets:sync(Table) || Table <- dets:all()].'");
              return true;
            });
    String id = container.getContainerId();
    container.getDockerClient().killContainerCmd(id).exec();
    container.getDockerClient().startContainerCmd(id).exec();
  }

  private void awaitStart() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !shell("rabbitmqctl await_startup; rabbitmqctl -q status").isEmpty());
  }
}
