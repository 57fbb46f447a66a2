package payments.consumer.simulation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import payments.common.amqp.Message;
import payments.consumer.desk.RetrySchedule;

/** A queue: what is ready, and who gets it. What was given out is kept by who has got it. */
final class MessageQueue {
  /** A message in the queue. */
  static final class Held {
    final Message message;
    private final long place;
    boolean redelivered;

    /** How often it failed. */
    int returns;

    Held(Message message, long place) {
      this.message = message;
      this.place = place;
    }
  }

  /** A consumer of the queue. */
  static final class Subscription {
    final Connection connection;
    final int consumer;
    private final int prefetch;
    int unsettled;

    Subscription(Connection connection, int consumer, int prefetch) {
      this.connection = connection;
      this.consumer = consumer;
      this.prefetch = prefetch;
    }
  }

  final String name;
  private final World world;
  final boolean counting;

  /** Whether it holds back what failed. */
  private final boolean retrying;

  private final TreeMap<Long, Held> ready = new TreeMap<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private long places;
  private boolean offering;

  MessageQueue(World world, String name, boolean counting, boolean retrying) {
    this.world = world;
    this.name = name;
    this.counting = counting;
    this.retrying = retrying;
  }

  void add(Message message) {
    Held held = new Held(message, places++);
    ready.put(held.place, held);
    offer();
  }

  void subscribe(Subscription subscription) {
    subscriptions.add(subscription);
    offer();
  }

  void cancel(Connection connection, int consumer) {
    subscriptions.removeIf(each -> each.connection == connection && each.consumer == consumer);
  }

  void cancelAll(Connection connection) {
    subscriptions.removeIf(each -> each.connection == connection);
  }

  /** A message was settled: who had it may get another one. */
  void settled(Subscription by) {
    by.unsettled--;
    offer();
  }

  /** A message was rejected, or its consumer was lost. */
  void failed(Held held, Subscription by) {
    held.redelivered = true;
    held.returns++;
    by.unsettled--;
    if (retrying) {
      RetrySchedule schedule = world.scenario().terms().patience().schedule();
      long delay = schedule.delayBefore(held.returns).toNanos();
      world.timeline().in(delay + world.chance().latency(), () -> putBack(held));
    } else {
      putBack(held);
    }
    offer();
  }

  /** A message was given back, by somebody who did not look at it. */
  void givenBack(Held held, Subscription by) {
    held.redelivered = true;
    held.returns += !retrying && counting ? 1 : 0;
    by.unsettled--;
    putBack(held);
  }

  private void putBack(Held held) {
    ready.put(held.place, held);
    offer();
  }

  /** Gives out what is ready, to each consumer in turn. */
  private void offer() {
    if (offering) {
      return;
    }
    offering = true;
    while (!ready.isEmpty()) {
      Subscription next = nextWithRoom();
      if (next == null) {
        break;
      }
      next.unsettled++;
      next.connection.give(this, next, ready.pollFirstEntry().getValue());
    }
    offering = false;
  }

  private Subscription nextWithRoom() {
    for (Iterator<Subscription> each = subscriptions.iterator(); each.hasNext(); ) {
      Subscription subscription = each.next();
      if (subscription.unsettled < subscription.prefetch) {
        each.remove();
        subscriptions.add(subscription);
        return subscription;
      }
    }
    return null;
  }

  int ready() {
    return ready.size();
  }
}
