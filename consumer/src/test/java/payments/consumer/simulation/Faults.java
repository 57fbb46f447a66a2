package payments.consumer.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import payments.common.Names;
import payments.consumer.desk.RetrySchedule;

/** What goes wrong in a run. */
final class Faults {
  private static final int MOST = 7;

  private final World world;
  private final Broker broker;
  private final List<ConsumerProcess> processes = new ArrayList<>();
  private final int[] lives;
  private long last;

  Faults(World world, Broker broker) {
    this.world = world;
    this.broker = broker;
    this.lives = new int[world.scenario().consumers()];
  }

  /** Returns all that there ever were. */
  List<ConsumerProcess> processes() {
    return processes;
  }

  /** Returns when the last fault is over. */
  long last() {
    return last;
  }

  void plan() {
    Chance chance = world.chance();
    for (int place = 0; place < world.scenario().consumers(); place++) {
      int number = place;
      world.timeline().in(chance.oneIn(3) ? chance.millis(0, 4_000) : 0, () -> start(number));
    }
    if (world.scenario().calm()) {
      return;
    }
    for (int count = chance.from(1, MOST); count > 0; count--) {
      long at = chance.millis(0, 1_000d * world.scenario().seconds() + 2_000);
      world.timeline().at(at, this::goWrong);
      until(at);
    }
  }

  private void until(long moment) {
    last = Math.max(last, moment);
  }

  private void start(int place) {
    Chance chance = world.chance();
    long skew = world.scenario().calm() || chance.oneIn(2) ? 0 : chance.from(-40_000, 40_000);
    String name = "consumer" + (place + 1) + (char) ('a' + lives[place]++);
    ConsumerProcess process = new ConsumerProcess(world, broker, name, skew);
    processes.add(process);
    process.start();
  }

  private void goWrong() {
    Chance chance = world.chance();
    List<ConsumerProcess> alive =
        processes.stream().filter(process -> !process.hasEnded()).toList();
    int kind = chance.from(1, 100);
    if (kind <= 25) {
      fill();
    } else if (kind <= 30) {
      long nanos = chance.millis(10, 6_000);
      broker.block(nanos);
      until(world.timeline().now() + nanos);
    } else if (kind <= 35) {
      long nanos = chance.millis(10, 2_000);
      broker.loseConfirms(nanos);
      until(world.timeline().now() + nanos + 60 * Timeline.SECOND);
    } else if (kind <= 37 && world.scenario().isShared()) {
      broker.deletePaymentsLog();
    } else if (kind <= 39) {
      broker.setLargestMessage(Senders.LARGE - 1);
    } else if (!alive.isEmpty()) {
      hit(chance.of(alive), kind);
    }
  }

  private void hit(ConsumerProcess process, int kind) {
    Chance chance = world.chance();
    int place = process.name.charAt("consumer".length()) - '1';
    boolean forgetsAll = !world.scenario().hasStreams();
    if (kind <= 60) {
      cut(process, chance.oneIn(3) ? chance.millis(0, 4_000) : chance.latency());
    } else if (kind <= 68) {
      process.session().ifPresent(session -> session.lose("as it seems"));
    } else if (kind <= 72) {
      process.setClock(chance.from(-20_000, 20_000));
    } else if (kind <= 82 || forgetsAll) {
      long nanos = chance.millis(10, 9_000);
      process.freeze(nanos);
      if (chance.oneIn(2)) {
        world.timeline().in(chance.millis(0, 9_000), () -> cut(process, chance.latency()));
      }
      until(world.timeline().now() + nanos);
    } else if (kind <= 94) {
      process.kill();
      startAgain(place, chance.millis(0, 3_000));
    } else {
      process.stop();
      startAgain(place, chance.millis(0, 12_000));
    }
  }

  private void startAgain(int place, long pause) {
    world.timeline().in(pause, () -> start(place));
    until(world.timeline().now() + pause);
  }

  private static void cut(ConsumerProcess process, long untilSeen) {
    process.session().ifPresent(session -> session.cut(untilSeen));
  }

  private void fill() {
    RetrySchedule schedule = world.scenario().terms().patience().schedule();
    Duration delay = schedule.delayBefore(world.chance().from(1, 3));
    String destination =
        world
            .chance()
            .of(
                List.of(
                    Names.DEAD_LETTERS,
                    Names.CLIENTS_LOG,
                    Names.PAYMENTS_LOG,
                    Names.PAYMENT_REPROCESSOR,
                    Names.PROCESSED_PAYMENTS,
                    Names.waitingQueue(delay)));
    long nanos = world.chance().millis(10, world.chance().oneIn(3) ? 15_000 : 2_500);
    broker.setFull(destination, true);
    world.timeline().in(nanos, () -> broker.setFull(destination, false));
    until(world.timeline().now() + nanos);
  }
}
