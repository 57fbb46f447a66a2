package payments.systemtests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import payments.prove.trial.Lines;

/** Three nodes of RabbitMQ, numbered from 1, that {@code .ci/cluster.sh} starts and harms. */
final class Cluster {
  static final int NODES = 3;

  private static final AtomicInteger HOSTS = new AtomicInteger();

  /** That before the first of the nodes. */
  private final int port = Ports.free(NODES) - 1;

  private Cluster() {}

  /** Starts the last of the images of {@code rabbitmq.images}, or skips the test without Docker. */
  static Cluster start() throws Exception {
    List<String> images = Brokers.images();
    String image = images.isEmpty() ? "none" : images.get(images.size() - 1);
    if (images.isEmpty() || !Brokers.isDockerThere()) {
      Assumptions.abort("no Docker: not run on a cluster of " + image);
    }
    Brokers.requirePulled(image);
    Cluster cluster = new Cluster();
    try {
      cluster.run("up", image);
    } catch (IOException e) {
      cluster.remove();
      throw e;
    }
    return cluster;
  }

  /** Makes an empty virtual host. */
  String newVirtualHost() throws Exception {
    String host = "test-" + HOSTS.incrementAndGet();
    run("ctl", "1", "add_vhost", host);
    run("ctl", "1", "set_permissions", "-p", host, "guest", ".*", ".*", ".*");
    return host;
  }

  /** Dozens of quorum queues for each test would add up. */
  void deleteVirtualHost(String host) throws Exception {
    run("ctl", "1", "delete_vhost", host);
  }

  /** Returns the one URI of all nodes. */
  String uri(String virtualHost) {
    String hosts =
        IntStream.rangeClosed(1, NODES).mapToObj(this::place).collect(Collectors.joining(","));
    return "amqp://guest:guest@%s/%s".formatted(hosts, virtualHost);
  }

  /** Returns the URI of one node. */
  String uri(int node, String virtualHost) {
    return "amqp://guest:guest@%s/%s".formatted(place(node), virtualHost);
  }

  private String place(int node) {
    return "127.0.0.1:" + (port + node);
  }

  /** Returns the number of the node at a host and port. */
  int nodeAt(String place) {
    return Integer.parseInt(place.substring(place.lastIndexOf(':') + 1)) - port;
  }

  /** Returns the number of the node that leads a queue or stream. */
  int leader(String virtualHost, String queue) throws Exception {
    return nodeNamed(column(virtualHost, "leader").get(queue));
  }

  private static int nodeNamed(String name) {
    return name.charAt(name.length() - 1) - '0';
  }

  /** Returns one property of each queue, by name. */
  Map<String, String> column(String virtualHost, String property) throws Exception {
    Map<String, String> values = new TreeMap<>();
    String lines =
        run("ctl", "1", "--no-table-headers", "list_queues", "-p", virtualHost, "name", property);
    for (String line : lines.split("\\R")) {
      String[] columns = line.split("\t", 2);
      if (columns.length == 2) {
        values.put(columns[0], columns[1]);
      }
    }
    return values;
  }

  /** Kills the broker of a node, whose machine goes on and refuses connections. */
  void crash(int node) throws Exception {
    run(on("crash", node));
  }

  /** Takes nodes away with their machines, which answer nothing any more. */
  void kill(Integer... nodes) throws Exception {
    run(on("kill", nodes));
  }

  /** Starts nodes that were crashed or killed and returns when they are up. */
  void start(Integer... nodes) throws Exception {
    run(on("start", nodes));
  }

  void freeze(int node) throws Exception {
    run(on("pause", node));
  }

  void thaw(int node) throws Exception {
    run(on("unpause", node));
  }

  /** Cuts a node off from the others; clients still reach it. */
  void cutOff(int node) throws Exception {
    run(on("cut", node));
  }

  void heal(int node) throws Exception {
    run(on("heal", node));
  }

  void drain(int node) throws Exception {
    run(on("drain", node));
  }

  void revive(int node) throws Exception {
    run(on("revive", node));
  }

  /** Waits until any one node may be lost. */
  void awaitHealthy() throws Exception {
    run("healthy");
  }

  /** Returns the processor time of all nodes so far, in microseconds. */
  long processorMicros() throws Exception {
    return Long.parseLong(run("time").strip());
  }

  /** Makes it whole again after a test that failed. */
  void restore() throws Exception {
    run("restore");
  }

  private static String[] on(String command, Integer... nodes) {
    return Stream.concat(Stream.of(command), Arrays.stream(nodes).map(Object::toString))
        .toArray(String[]::new);
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Page.root().resolve(Path.of(".ci", "cluster.sh")).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PORT", String.valueOf(port));
    builder.environment().put("NAME", "payments-cluster-" + port);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    Lines lines = new Lines(process.getInputStream());
    if (!process.waitFor(240, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", arguments) + " did not end: " + lines.all());
    }
    String output = String.join("\n", lines.allToTheEnd());
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", arguments) + ": " + output);
    }
    return output;
  }

  /** Ends what is left running. */
  void remove() throws Exception {
    run("down");
  }
}
