package payments.prove.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import payments.common.amqp.Broker;
import payments.prove.trial.EagerPublisher.Task;

/** Send the payments of a plan and their clients, mixed at random; half of them can be cut off. */
final class Publishers implements AutoCloseable {
  private static final int NUMBER = 4;

  private final Plan plan;
  private final Network network;
  private final Account account;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<Void>> publishing = new ArrayList<>();

  Publishers(Plan plan, Network network, Account account) {
    this.plan = plan;
    this.network = network;
    this.account = account;
  }

  /** Starts to send the payments that race, and all registrations. */
  void start(Random random) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < plan.racing(); i++) {
      tasks.add(new Task(true, i % plan.clients() + 1));
    }
    for (int i = 0; i < plan.clients(); i++) {
      tasks.add(new Task(false, i + 1));
    }
    Collections.shuffle(tasks, random);
    for (int i = 0; i < NUMBER; i++) {
      List<Task> share = tasks.subList(tasks.size() * i / NUMBER, tasks.size() * (i + 1) / NUMBER);
      Broker broker = i % 2 == 0 ? network.straight() : network.byProxy();
      publishing.add(
          threads.submit(publisher(broker, share, new Random(random.nextLong()), plan.load())));
    }
  }

  /** Waits until all of it is confirmed. */
  void await() throws Exception {
    for (Future<Void> each : publishing) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  /** Sends one more payment of each client, and returns when all are confirmed. */
  void sendOneOfEach(Random random) throws InterruptedException {
    List<Task> tasks =
        LongStream.rangeClosed(1, plan.clients())
            .mapToObj(client -> new Task(true, client))
            .toList();
    publisher(network.straight(), tasks, random, Duration.ZERO).call();
  }

  private EagerPublisher publisher(Broker broker, List<Task> tasks, Random random, Duration load) {
    return new EagerPublisher(
        broker, tasks, account, random, new EagerPublisher.Pace(load, plan.patience()));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
