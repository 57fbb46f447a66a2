package payments.consumer.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import payments.common.amqp.QueueType;
import payments.consumer.delay.DelayMode;
import payments.consumer.delay.DelayModes;
import payments.consumer.desk.Patience;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.desk.Terms;

/**
 * What a run is about.
 *
 * @param mode how payments wait
 * @param quorum whether the queues count how often they gave a message out
 * @param calm whether all goes well
 */
record Scenario(
    DelayMode mode,
    boolean quorum,
    Terms terms,
    int consumers,
    int clients,
    int payments,
    int seconds,
    boolean calm) {
  /** Bytes for some hints. */
  private static final long LITTLE = 6_000;

  static Scenario by(Chance chance) {
    int kind = chance.from(1, 100);
    Terms.Log log =
        kind <= 86 ? Terms.Log.SHARED : kind <= 93 ? Terms.Log.NONE : Terms.Log.NO_STREAMS;
    boolean shared = log == Terms.Log.SHARED;
    Duration step = Duration.ofMillis(chance.from(1, 8) * 125L);
    RetrySchedule schedule = new RetrySchedule(step, step.multipliedBy(chance.from(1, 5)));
    boolean quorum = chance.oneIn(2);
    DelayModes modes = new DelayModes(schedule, quorum ? QueueType.QUORUM : QueueType.CLASSIC);
    Optional<Duration> giveUpAfter =
        chance.oneIn(3)
            ? Optional.of(Duration.ofMillis(chance.from(500, 6_000)))
            : Optional.empty();
    boolean crowd = chance.oneIn(250); // of more than is written at once
    Terms terms =
        new Terms(
            new Patience(schedule, giveUpAfter),
            log,
            shared && chance.oneIn(3),
            crowd ? 500 : chance.of(List.of(1, 2, 5, 20, 500)),
            chance.oneIn(10) ? LITTLE : 10_000_000);
    return new Scenario(
        modes.named(chance.of(List.of("ladder", "ladder", "native", "plugin"))),
        quorum,
        terms,
        log == Terms.Log.NO_STREAMS ? 1 : chance.from(1, 3),
        chance.from(1, 6),
        crowd ? 700 : chance.from(1, 30),
        chance.from(2, 10),
        chance.oneIn(6));
  }

  boolean hasCrowd() {
    return payments > 100;
  }

  boolean hasLittleRoom() {
    return terms.mostBytes() == LITTLE;
  }

  boolean isShared() {
    return terms.log() == Terms.Log.SHARED;
  }

  boolean hasStreams() {
    return terms.log() != Terms.Log.NO_STREAMS;
  }

  /** Returns it in a line, for a person. */
  String described() {
    return "%s, %s queues, log %s%s, %d consumers, prefetch %d, step %d ms, at most %d ms, give up %s, %s"
        .formatted(
            mode.name(),
            quorum ? "quorum" : "classic",
            terms.log(),
            terms.handsOn() ? ", hands on" : "",
            consumers,
            terms.prefetch(),
            terms.patience().schedule().step().toMillis(),
            terms.patience().schedule().longest().toMillis(),
            terms
                .patience()
                .giveUpAfter()
                .map(after -> "after " + after.toMillis() + " ms")
                .orElse("never"),
            calm ? "calm" : "with faults");
  }
}
