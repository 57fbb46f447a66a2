package payments.consumer.simulation;

import payments.consumer.desk.Delivery;
import payments.consumer.desk.Effect;
import payments.consumer.desk.Input;
import payments.consumer.desk.PaymentKey;
import payments.consumer.desk.Publication;

/** Tells in a few words what a desk is told and wants, for a trace. */
final class Wording {
  private Wording() {}

  static String of(Input input) {
    if (input instanceof Input.Delivered delivered) {
      return "gets " + of(delivered.delivery());
    }
    if (input instanceof Input.DecisionRead read) {
      return "reads that %s is %s%s"
          .formatted(of(read.key()), read.decision(), read.handedOn() ? "" : ", to be handed on");
    }
    if (input instanceof Input.HandedOnRead read) {
      return "reads that %s are handed on"
          .formatted(read.keys().stream().map(Wording::of).toList());
    }
    return input.toString();
  }

  static String of(Effect effect) {
    if (effect instanceof Effect.Publish publish) {
      return "publishes %d to %s: %s".formatted(publish.number(), publish.to(), of(publish.what()));
    }
    if (effect instanceof Effect.Acknowledge done) {
      return "acknowledges %s%s"
          .formatted(of(done.delivery()), done.event().map(event -> ": " + event).orElse(""));
    }
    if (effect instanceof Effect.HoldBack back) {
      return "holds back %s: %s".formatted(of(back.delivery()), back.event());
    }
    return effect.toString();
  }

  static String of(Publication what) {
    if (what instanceof Publication.ProcessedRecord record) {
      return "record of %s, payment %d, %s"
          .formatted(of(record.key()), record.event().paymentId(), record.event().cause());
    }
    if (what instanceof Publication.DecisionMark mark) {
      return "mark: %s is %s".formatted(of(mark.key()), mark.decision());
    }
    if (what instanceof Publication.HandedOnMark mark) {
      return "mark: %s are handed on".formatted(mark.keys().stream().map(Wording::of).toList());
    }
    if (what instanceof Publication.HandedOn handedOn) {
      return of(handedOn.record().key()) + ", handed on";
    }
    String kind = what.getClass().getSimpleName();
    return what instanceof Publication.DeadLetter dead
        ? "%s, %s: %s".formatted(kind, dead.reason(), of(dead.delivery()))
        : kind + " of " + of(what.original().orElseThrow());
  }

  private static String of(Delivery delivery) {
    if (delivery.content() instanceof Delivery.Due due) {
      return "%s %s, payment %d of client %d, attempt %d"
          .formatted(
              delivery,
              of(due.key()),
              due.payment().id(),
              due.payment().clientId(),
              delivery.attempts());
    }
    return "%s %s".formatted(delivery, delivery.content());
  }

  private static String of(PaymentKey key) {
    return "%04x".formatted(key.high() >>> 48);
  }
}
