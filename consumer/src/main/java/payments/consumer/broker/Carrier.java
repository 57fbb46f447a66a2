package payments.consumer.broker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import payments.common.amqp.Confirmation;
import payments.common.amqp.ConfirmedPublisher;
import payments.common.amqp.Message;
import payments.common.amqp.NotConfirmedException;
import payments.consumer.desk.Delivery;
import payments.consumer.desk.Desk;
import payments.consumer.desk.Effect;
import payments.consumer.desk.Input;
import payments.consumer.desk.Memory;
import payments.consumer.desk.Moment;
import payments.consumer.desk.Publication;
import payments.consumer.desk.Source;

/**
 * Tells the desk what happens in a session, and does what it decides. Any thread may tell it of
 * something.
 */
public final class Carrier {
  /** What of the session is asked for beside publishing and settling. */
  public interface Surroundings {
    /** Tells an operator. */
    void warn(String text);

    /** Publishes by another channel from now on. */
    void changeChannel();

    /** Returns what completes when all is read that is in the log of payments now. */
    CompletableFuture<Void> mark();

    /** Ends the session. */
    void end(Effect.EndSession why);

    /** Something went wrong that must not. */
    void failed(Throwable failure);
  }

  private final Desk desk;
  private final Memory memory;
  private final Messages messages;
  private final ConfirmedPublisher publisher;
  private final Journal journal;
  private final Executor later;
  private final Surroundings surroundings;
  private final Map<Source, Inbox> inboxes = new EnumMap<>(Source.class);

  /**
   * Carries for a session.
   *
   * @param later runs what may block, away from the threads that read what the broker says
   */
  public Carrier(
      Desk desk,
      Memory memory,
      Messages messages,
      ConfirmedPublisher publisher,
      Journal journal,
      Executor later,
      Surroundings surroundings) {
    this.desk = desk;
    this.memory = memory;
    this.messages = messages;
    this.publisher = publisher;
    this.journal = journal;
    this.later = later;
    this.surroundings = surroundings;
  }

  /** Adds an inbox, before anything is delivered. */
  public void add(Inbox inbox) {
    inboxes.put(inbox.source(), inbox);
  }

  /** Whether a record of this process with such a number has not been read so far. */
  boolean expects(long number) {
    return memory.expects(number);
  }

  /** Tells the desk of a delivery. The call blocks while the broker takes no bytes. */
  public void delivered(Source source, Incoming message) {
    decide(new Input.Delivered(messages.delivery(source, message))).forEach(this::publish);
  }

  /** Tells the desk of anything else; that never blocks. */
  public void tell(Input input) {
    decide(input).forEach(effect -> later.execute(() -> guarded(() -> publish(effect))));
  }

  /** Whether nothing is on its way, and all is handed on that the desk has decided. */
  public boolean isQuiet() {
    synchronized (memory) {
      return desk.isQuiet();
    }
  }

  /**
   * Hands on what does not block in the order in which it was decided, and returns the rest. Else
   * another thread might have a copy acknowledged before the event is in the journal that the
   * decision about it makes.
   */
  private List<Effect> decide(Input input) {
    synchronized (memory) {
      List<Effect> effects = desk.accept(input, now());
      List<Effect> blocking = List.of();
      for (Effect effect : effects) {
        if (!mayBlock(effect)) {
          carryOut(effect);
        } else if (effects.size() == 1) {
          return effects;
        } else {
          blocking = blocking.isEmpty() ? new ArrayList<>() : blocking;
          blocking.add(effect);
        }
      }
      return blocking;
    }
  }

  /** What an executor's task throws goes nowhere else. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      surroundings.failed(e);
    }
  }

  private static Moment now() {
    return new Moment(System.nanoTime(), System.currentTimeMillis());
  }

  private static boolean mayBlock(Effect effect) {
    return effect instanceof Effect.Publish
        || effect instanceof Effect.Ask
        || effect instanceof Effect.ChangeChannel;
  }

  private void publish(Effect effect) {
    if (effect instanceof Effect.Publish publish) {
      message(publish).ifPresent(message -> publisher.publish(message, new Answer(publish)));
    } else if (effect instanceof Effect.Ask ask) {
      surroundings.mark().thenRun(() -> tell(new Input.Answered(ask.number())));
    } else {
      surroundings.changeChannel();
    }
  }

  /** None if what it is made of has been given back, which happens at the end only. */
  private Optional<Message> message(Effect.Publish publish) {
    Optional<Delivery> original = publish.what().original();
    return original.isEmpty()
        ? Optional.of(messages.message(publish.number(), publish.to(), publish.what()))
        : inboxes
            .get(original.get().source())
            .unsettled(original.get().tag())
            .map(incoming -> messages.message(publish.to(), publish.what(), incoming));
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.Acknowledge done) {
      journal.acknowledge(
          inboxOf(done.delivery()),
          done.delivery().tag(),
          Instant.ofEpochMilli(done.atMillis()),
          done.event());
    } else if (effect instanceof Effect.HoldBack back) {
      journal.reject(
          inboxOf(back.delivery()),
          back.delivery().tag(),
          Instant.ofEpochMilli(back.atMillis()),
          back.event());
    } else if (effect instanceof Effect.Report report) {
      journal.write(Instant.ofEpochMilli(report.atMillis()), report.event());
    } else if (effect instanceof Effect.Warn warning) {
      surroundings.warn(warning.text());
    } else if (effect instanceof Effect.MakeRoom room) {
      inboxes.get(room.source()).makeRoom();
    } else if (effect instanceof Effect.EndSession end) {
      surroundings.end(end);
    }
  }

  private Inbox inboxOf(Delivery delivery) {
    return inboxes.get(delivery.source());
  }

  private final class Answer implements Confirmation {
    private final Effect.Publish publish;

    Answer(Effect.Publish publish) {
      this.publish = publish;
    }

    /** A record counts when it is read, not before. */
    @Override
    public void confirmed() {
      if (!(publish.what() instanceof Publication.Record)) {
        tell(new Input.Confirmed(publish.number()));
      }
    }

    /** What is lost is lost with the session, and its original comes again. */
    @Override
    public void failed(NotConfirmedException why) {
      switch (why.reason()) {
        case REFUSED -> tell(new Input.Refused(publish.number()));
        case RETURNED -> tell(new Input.Returned(publish.number(), why.getMessage()));
        default -> {}
      }
    }
  }
}
