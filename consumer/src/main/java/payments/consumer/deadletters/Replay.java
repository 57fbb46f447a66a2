package payments.consumer.deadletters;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import payments.common.Printable;
import payments.common.amqp.NotConfirmedException;
import payments.consumer.deadletters.DeadLetterQueue.Fate;

/** Sends one dead letter after the other back, and tells what came of each. */
final class Replay implements DeadLetterQueue.Visitor {
  private final PrintWriter out;
  private Copier copier;
  private long replayed;
  private long kept;

  Replay(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void start(Copier by) {
    by.open();
    copier = by;
  }

  /** Half of a line is written before: nothing is moved that cannot be reported. */
  @Override
  public Fate visit(DeadLetter letter) throws IOException, InterruptedException {
    out.print(letter.name());
    QueueOptions.requireWritten(out);
    boolean told = false;
    try {
      Fate fate = send(letter);
      told = true;
      return fate;
    } finally {
      if (!told) {
        out.println(" not confirmed");
      }
    }
  }

  private Fate send(DeadLetter letter) throws IOException, InterruptedException {
    Optional<Origin> origin = Origin.of(letter.fromQueue());
    if (origin.isEmpty()) {
      return keep("nothing is known of where it came from: " + letter.fromQueue());
    }
    try {
      copier.publish(origin.get().copyOf(letter));
    } catch (NotConfirmedException e) {
      return keep(e.getMessage());
    }
    out.println(" replayed to exchange " + origin.get().exchange());
    replayed++;
    return Fate.REMOVE;
  }

  private Fate keep(String why) {
    out.println(" kept: " + Printable.of(why));
    kept++;
    return Fate.KEEP;
  }

  void summarize() {
    out.println("replayed %d, kept %d".formatted(replayed, kept));
  }

  long kept() {
    return kept;
  }
}
