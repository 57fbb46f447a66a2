package payments.consumer.simulation;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * A thread of a consumer: does one thing after the other, and may be held up between what it is
 * told and what it does about it.
 */
final class Worker {
  /** Something to do in two steps, between which others may get in. */
  interface Task {
    /** Returns the second step. */
    Runnable begin();
  }

  private final Timeline timeline;
  private final Chance chance;
  private final ConsumerProcess process;
  private final BooleanSupplier wanted;
  private final Queue<Task> tasks = new ArrayDeque<>();
  private boolean busy;

  /**
   * Begins with nothing to do.
   *
   * @param wanted whether what is left is still to be done
   */
  Worker(Timeline timeline, Chance chance, ConsumerProcess process, BooleanSupplier wanted) {
    this.timeline = timeline;
    this.chance = chance;
    this.process = process;
    this.wanted = wanted;
  }

  void submit(Task task) {
    tasks.add(task);
    if (!busy) {
      busy = true;
      timeline.in(chance.millis(0, 0.1), this::next);
    }
  }

  private void next() {
    process.whenAwake(
        () -> {
          if (!wanted.getAsBoolean()) {
            tasks.clear();
            busy = false;
            return;
          }
          Runnable rest = tasks.remove().begin();
          if (chance.oneIn(10)) {
            timeline.in(chance.latency(), () -> process.whenAwake(() -> finish(rest)));
          } else {
            finish(rest);
          }
        });
  }

  private void finish(Runnable rest) {
    rest.run();
    if (tasks.isEmpty()) {
      busy = false;
    } else {
      timeline.in(chance.millis(0, 0.1), this::next);
    }
  }
}
