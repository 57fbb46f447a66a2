package payments.common.amqp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tries one node after the other until one answers. A slow one is not waited for alone: after some
 * time the next is tried as well, and the first to answer wins. What others bring later is closed.
 *
 * <p>One thread runs it, once; attempts run on threads of their own, which end with the process.
 */
final class Race<T> {
  /** How it ended for a node, or for a host whose addresses were asked for. */
  private sealed interface Finish<T> {}

  /** A node that answered. */
  record Won<T>(Node node, T prize) implements Finish<T> {}

  /** A node, or the name of a host, that could not be used. */
  record Failed<T>(String where, Exception why) implements Finish<T> {}

  private record Resolved<T>(List<Node> nodes) implements Finish<T> {}

  private record Broken<T>(Error error) implements Finish<T> {}

  /** Tries a node. */
  interface Attempt<T> {
    T at(Node node) throws Exception;
  }

  /** Finds the addresses of a host, in the order in which to try them. */
  interface Resolver {
    List<Node> nodes(Host host) throws Exception;
  }

  private final Duration headStart;
  private final Resolver resolver;
  private final Attempt<T> attempt;
  private final Consumer<T> closer;
  private final Deque<Supplier<Finish<T>>> waiting = new ArrayDeque<>();
  private final LinkedBlockingQueue<Finish<T>> finishes = new LinkedBlockingQueue<>();
  private final List<Failed<T>> failures = new ArrayList<>();
  private boolean over; // guarded by finishes

  /**
   * Prepares a race.
   *
   * @param headStart how long one is tried before the next is as well
   * @param closer is given what comes too late
   */
  Race(Duration headStart, Resolver resolver, Attempt<T> attempt, Consumer<T> closer) {
    this.headStart = headStart;
    this.resolver = resolver;
    this.attempt = attempt;
    this.closer = closer;
  }

  /** Returns who won, none if all failed: then {@link #failures} has them. */
  Optional<Won<T>> run(Optional<Node> first, List<Host> hosts) throws InterruptedException {
    first.ifPresent(node -> waiting.add(() -> tried(node)));
    hosts.forEach(host -> waiting.add(() -> resolved(host)));
    try {
      return winner();
    } finally {
      end();
    }
  }

  /** Returns what failed, in the order in which it did. */
  List<Failed<T>> failures() {
    return failures;
  }

  private Optional<Won<T>> winner() throws InterruptedException {
    int running = 0;
    boolean next = true;
    while (running > 0 || !waiting.isEmpty()) {
      if (next && !waiting.isEmpty()) {
        start(waiting.poll());
        running++;
      }
      Finish<T> finish =
          waiting.isEmpty()
              ? finishes.take()
              : finishes.poll(headStart.toNanos(), TimeUnit.NANOSECONDS);
      next = true;
      if (finish != null) {
        running--;
        if (finish instanceof Won<T> won) {
          return Optional.of(won);
        }
        note(finish);
      }
    }
    return Optional.empty();
  }

  private void note(Finish<T> finish) {
    if (finish instanceof Resolved<T> resolved) {
      List<Node> nodes = resolved.nodes();
      for (int i = nodes.size() - 1; i >= 0; i--) {
        Node node = nodes.get(i);
        waiting.addFirst(() -> tried(node));
      }
    } else if (finish instanceof Failed<T> failed) {
      failures.add(failed);
    } else if (finish instanceof Broken<T> broken) {
      throw broken.error();
    }
  }

  private void start(Supplier<Finish<T>> trying) {
    Thread thread = new Thread(() -> finish(outcome(trying)), "connect");
    thread.setDaemon(true);
    thread.start();
  }

  private static <T> Finish<T> outcome(Supplier<Finish<T>> trying) {
    try {
      return trying.get();
    } catch (Error e) { // no thread to be had, for one, which is the caller's to tell
      return new Broken<>(e);
    }
  }

  private Finish<T> tried(Node node) {
    try {
      return new Won<>(node, attempt.at(node));
    } catch (Exception e) {
      return new Failed<>(node.toString(), e);
    }
  }

  private Finish<T> resolved(Host host) {
    try {
      List<Node> nodes = resolver.nodes(host);
      return nodes.size() == 1 ? tried(nodes.get(0)) : new Resolved<>(nodes);
    } catch (Exception e) {
      return new Failed<>(host.toString(), e);
    }
  }

  private void finish(Finish<T> finish) {
    synchronized (finishes) {
      if (!over) {
        finishes.add(finish);
        return;
      }
    }
    closeIfWon(finish);
  }

  private void end() {
    synchronized (finishes) {
      over = true;
    }
    finishes.forEach(this::closeIfWon);
  }

  private void closeIfWon(Finish<T> finish) {
    if (finish instanceof Won<T> late) {
      closer.accept(late.prize());
    }
  }
}
