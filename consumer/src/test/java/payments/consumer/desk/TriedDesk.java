package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A desk, the time as it is told, and whatever it wants to be done. */
final class TriedDesk {
  static final long START = 1_795_000_000_000L;
  static final int PREFETCH = 10;

  final Memory memory = new Memory();
  private final Terms terms;
  private Desk desk;
  private Moment now = new Moment(0, START);

  private TriedDesk(boolean handsOn) {
    RetrySchedule schedule = new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60));
    Patience patience = new Patience(schedule, Optional.empty());
    terms = new Terms(patience, Terms.Log.SHARED, handsOn, PREFETCH, 1_000_000);
    begin();
  }

  static TriedDesk sharingALog() {
    return new TriedDesk(false);
  }

  static TriedDesk handingOn() {
    return new TriedDesk(true);
  }

  /** Another session begins. */
  void begin() {
    desk = new Desk(memory, terms, delay -> Destination.queue("wait"));
    for (Source source : Source.values()) {
      tell(new Input.Consuming(source, 1));
    }
  }

  Desk desk() {
    return desk;
  }

  Moment now() {
    return now;
  }

  List<Effect> tell(Input input) {
    return desk.accept(input, now);
  }

  List<Effect> deliver(Delivery delivery) {
    return tell(new Input.Delivered(delivery));
  }

  void know(long client) {
    tell(new Input.ClientRead(client));
  }

  /** Returns what is wanted meanwhile, a second after the other. */
  List<Effect> pass(int seconds) {
    List<Effect> effects = new ArrayList<>();
    for (int second = 1; second <= seconds; second++) {
      now = new Moment(now.nanos() + 1_000_000_000, now.millis() + 1_000);
      effects.addAll(tell(new Input.Time()));
    }
    return effects;
  }

  List<Effect> confirm(Effect.Publish publish) {
    return tell(new Input.Confirmed(publish.number()));
  }

  List<Effect> refuse(Effect.Publish publish) {
    return tell(new Input.Refused(publish.number()));
  }

  List<Effect> readBack(Effect.Publish publish) {
    return tell(new Input.OwnRead(publish.number()));
  }

  /** Lets a payment wait, as a copy. */
  void postpone(Delivery delivery) {
    confirm(publish(deliver(delivery)));
  }

  /** Returns the only message that is to be published. */
  static Effect.Publish publish(List<Effect> effects) {
    List<Effect.Publish> published =
        effects.stream()
            .filter(Effect.Publish.class::isInstance)
            .map(Effect.Publish.class::cast)
            .toList();
    assertThat(published).as("%s", effects).hasSize(1);
    return published.get(0);
  }
}
