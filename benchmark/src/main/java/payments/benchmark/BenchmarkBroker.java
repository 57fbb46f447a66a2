package payments.benchmark;

import com.github.dockerjava.api.model.ContainerNetwork;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;
import payments.common.Client;
import payments.common.Headers;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.Payment;
import payments.common.amqp.Broker;
import payments.common.amqp.BrokerInfo;
import payments.common.cli.UsageException;

/** The broker to measure on: its queues are filled, counted and deleted from here. */
final class BenchmarkBroker implements AutoCloseable {
  private static final int CONFIRM_EVERY = 1_000;

  /** Linux tells times of processes in hundredths of a second. */
  private static final int MILLIS_A_TICK = 10;

  private static final int AMQP_PORT = 5672;
  private static final int LONGEST_CONNECT_MILLIS = 1_000;

  /** A stream like {@code payments-log} for what PerfTest writes. */
  static final String YARDSTICK_LOG = "perf-test-log";

  /** Bound to {@code processed-payments}. */
  static final String SINK = "perf-test-sink";

  private static final String SHOVEL = "perf-test-shovel";

  /** How many waiting queues there are without options, a second apart. */
  private static final int WAITING_QUEUES = 60;

  private static final List<String> QUEUES = allQueues();

  private final RabbitMQContainer container;
  private final String uri;
  private final Connection connection;
  private final Channel counting;
  private final BrokerInfo info;

  private BenchmarkBroker(RabbitMQContainer container, String uri) throws Exception {
    this.container = container;
    this.uri = uri;
    connection = new Broker(uri, null).connect("benchmark");
    counting = connection.createChannel();
    Map<String, Object> server = connection.getServerProperties();
    info = new BrokerInfo(server.get("product").toString(), server.get("version").toString());
  }

  /** One that runs already, and whose queues of these names are deleted. */
  static BenchmarkBroker at(String uri) throws Exception {
    return new BenchmarkBroker(null, uri);
  }

  /** A new one in a container. */
  static BenchmarkBroker of(String image) throws Exception {
    RabbitMQContainer container =
        new RabbitMQContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rabbitmq"));
    container.start();
    return new BenchmarkBroker(container, "amqp://guest:guest@" + addressOf(container));
  }

  /**
   * Its own address where this machine reaches it, as on Linux: behind a published port a process
   * of Docker's copies every byte, on the processors that are measured.
   */
  private static String addressOf(RabbitMQContainer container) {
    String published = container.getHost() + ":" + container.getAmqpPort();
    if (!container.getHost().equals("localhost")) {
      return published; // at its address another one may be, on this machine
    }
    return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(address -> address != null && !address.isEmpty())
        .filter(BenchmarkBroker::isReached)
        .findFirst()
        .map(address -> address + ":" + AMQP_PORT)
        .orElse(published);
  }

  private static boolean isReached(String address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, AMQP_PORT), LONGEST_CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  String uri() {
    return uri;
  }

  String name() {
    return info.toString();
  }

  boolean hasDelayedRetry() {
    return info.isRabbitMq(4, 3);
  }

  boolean hasPlugin() throws IOException {
    ConnectionFactory factory = new ConnectionFactory();
    try {
      factory.setUri(uri);
      Connection probe = factory.newConnection("benchmark, probe");
      try {
        Map<String, Object> arguments = Map.of("x-delayed-type", "direct");
        probe.createChannel().exchangeDeclare("try", "x-delayed-message", false, true, arguments);
        return true;
      } catch (IOException e) {
        return false;
      } finally {
        probe.abort();
      }
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static List<String> allQueues() {
    List<String> queues = new ArrayList<>(Names.QUEUES);
    queues.addAll(List.of(YARDSTICK_LOG, SINK));
    for (int seconds = 1; seconds <= WAITING_QUEUES; seconds++) {
      queues.add(Names.waitingQueue(Duration.ofSeconds(seconds)));
    }
    return queues;
  }

  /**
   * Deletes all queues and exchanges of the programs, with what is in them. What came due while
   * payment-reprocessor is away would hold up its waiting queue for three minutes.
   */
  void clear(String... others) throws Exception {
    try (Channel channel = connection.createChannel()) {
      for (String queue : QUEUES) {
        channel.queueDelete(queue);
      }
      for (String queue : others) {
        channel.queueDelete(queue);
      }
      channel.exchangeDelete(Names.PAYMENTS);
      channel.exchangeDelete(Names.CLIENTS);
      channel.exchangeDelete(Names.PROCESSED_PAYMENTS);
    }
  }

  void purge(String queue) throws Exception {
    try (Channel channel = connection.createChannel()) {
      channel.queuePurge(queue);
    }
  }

  /** An empty one, whatever there was. */
  void declareYardstickLog() throws Exception {
    try (Channel channel = connection.createChannel()) {
      channel.queueDelete(YARDSTICK_LOG);
      channel.queueDeclare(
          YARDSTICK_LOG,
          true,
          false,
          false,
          Map.of(
              "x-queue-type",
              "stream",
              "x-max-length-bytes",
              1_000_000_000L,
              "x-stream-max-segment-size-bytes",
              50_000_000L));
    }
  }

  /** Binds a queue of that type to the exchange of processed payments, empty. */
  void bindSink(String queueType) throws Exception {
    try (Channel channel = connection.createChannel()) {
      channel.queueDelete(SINK);
      channel.queueDeclare(SINK, true, false, false, Map.of("x-queue-type", queueType));
      channel.queueBind(SINK, Names.PROCESSED_PAYMENTS, "");
    }
  }

  /** Only in a container: nothing is installed on a broker that runs already. */
  void enableShovel() throws Exception {
    if (container == null) {
      throw new UsageException("the row shovel needs a broker that is started here, without --uri");
    }
    execute("rabbitmq-plugins", "enable", "rabbitmq_shovel");
  }

  /** Lets the broker move messages from a queue to a stream, each acknowledged on its confirm. */
  void startShovel(String queue, String stream) throws Exception {
    String definition =
        """
        {"src-protocol": "amqp091", "src-uri": "amqp://", "src-queue": "%s",
         "dest-protocol": "amqp091", "dest-uri": "amqp://", "dest-queue": "%s",
         "ack-mode": "on-confirm"}"""
            .formatted(queue, stream);
    execute("rabbitmqctl", "set_parameter", "shovel", SHOVEL, definition);
  }

  void stopShovel() throws Exception {
    execute("rabbitmqctl", "clear_parameter", "shovel", SHOVEL);
  }

  private void execute(String... command) throws IOException, InterruptedException {
    ExecResult result = container.execInContainer(command);
    if (result.getExitCode() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + result);
    }
  }

  /** Puts payments of one client straight into their queue. */
  void fillPayments(int count, long client) throws Exception {
    Map<String, Object> headers = Map.of(Headers.RETRY, 0, Headers.DELAY, 0);
    fill(
        Names.PAYMENT_PROCESSOR,
        count,
        headers,
        id ->
            MessageBody.of(
                new Payment(
                    id, client, 300, Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())));
  }

  /** Puts processed payments straight into their log. */
  void fillPaymentsLog(int count, long client) throws Exception {
    fill(
        Names.PAYMENTS_LOG,
        count,
        Map.of(),
        id -> MessageBody.of(new Payment(id, client, 300, "2026-11-28T06:00:00.123Z")));
  }

  /** Puts registrations straight into the log. */
  void fillLog(int count) throws Exception {
    fill(
        Names.CLIENTS_LOG, count, Map.of(), id -> MessageBody.of(new Client(id + 1, "new client")));
  }

  private void fill(
      String queue, int count, Map<String, Object> headers, LongFunction<byte[]> bodyOf)
      throws Exception {
    try (Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      for (int id = 1; id <= count; id++) {
        BasicProperties properties =
            new BasicProperties.Builder()
                .contentType("application/json")
                .deliveryMode(2)
                .messageId(UUID.randomUUID().toString())
                .headers(headers)
                .build();
        channel.basicPublish("", queue, properties, bodyOf.apply(id));
        if (id % CONFIRM_EVERY == 0) {
          channel.waitForConfirmsOrDie(60_000);
        }
      }
      channel.waitForConfirmsOrDie(60_000);
    }
  }

  Channel openChannel() throws IOException {
    return connection.createChannel();
  }

  /** Returns the processor time it has used, in milliseconds, or not a number if nobody knows. */
  double processorMillis() throws IOException, InterruptedException {
    if (container == null) {
      return Double.NaN;
    }
    String processes = container.execInContainer("sh", "-c", "cat /proc/[0-9]*/stat").getStdout();
    return processes
        .lines()
        .filter(line -> line.contains("(beam.smp)"))
        .map(line -> line.substring(line.indexOf(')')).split(" "))
        .mapToLong(fields -> Long.parseLong(fields[12]) + Long.parseLong(fields[13]))
        .mapToDouble(ticks -> ticks * MILLIS_A_TICK)
        .sum();
  }

  /** Returns how many payments are ready to be delivered for the first time. */
  long ready() throws IOException {
    return counting.messageCount(Names.PAYMENT_PROCESSOR);
  }

  @Override
  public void close() {
    connection.abort();
    if (container != null) {
      container.stop();
    }
  }
}
