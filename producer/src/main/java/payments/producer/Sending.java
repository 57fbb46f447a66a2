package payments.producer;

import java.time.Duration;
import java.util.PrimitiveIterator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import payments.common.ReportedException;
import payments.common.amqp.ConfirmedPublisher;

/** Sends messages ahead of their confirms, but not too far, and stops at the first that fails. */
final class Sending {
  private static final int WINDOW = 1_000;

  /** The first message, in the order of sending, that was not confirmed. */
  private record Failed(long number, long client, Throwable why) {}

  private final ConfirmedPublisher publisher;
  private final Progress progress;
  private final Semaphore window = new Semaphore(WINDOW);
  private final AtomicLong confirmed = new AtomicLong();
  private final AtomicReference<Failed> failed = new AtomicReference<>();

  Sending(ConfirmedPublisher publisher, Progress progress) {
    this.publisher = publisher;
    this.progress = progress;
  }

  /**
   * Sends a message for each client and waits for all confirms.
   *
   * @return what was sent, in one line
   * @throws ReportedException if one was not confirmed: how many were, and where to go on
   */
  String sendAll(PrimitiveIterator.OfLong clients, LongFunction<Outgoing> messageOf)
      throws InterruptedException {
    long start = System.nanoTime();
    long sent = 0;
    Outgoing last = null;
    try {
      while (failed.get() == null && clients.hasNext()) {
        long client = clients.nextLong();
        last = messageOf.apply(client);
        send(last, ++sent, client);
      }
    } catch (ClientIds.NotAnIdException e) {
      window.acquire(WINDOW);
      if (failed.get() != null) {
        throw report(failed.get());
      }
      throw new ReportedException(
          e.getMessage(),
          "%d before it are confirmed: go on from there".formatted(confirmed.get()));
    }
    window.acquire(WINDOW);
    if (failed.get() != null) {
      throw report(failed.get());
    }
    return sent == 1 ? "sent " + last.name().get() : summary(sent, System.nanoTime() - start);
  }

  private void send(Outgoing outgoing, long number, long client) throws InterruptedException {
    window.acquire();
    publisher
        .publish(outgoing.message())
        .whenComplete(
            (done, why) -> {
              if (why == null) {
                confirmed.incrementAndGet();
                progress.step();
              } else {
                failed.accumulateAndGet(new Failed(number, client, why), Sending::first);
              }
              window.release();
            });
  }

  private static Failed first(Failed one, Failed other) {
    return one == null || other.number() < one.number() ? other : one;
  }

  private ReportedException report(Failed first) {
    long later = confirmed.get() - (first.number() - 1);
    return new ReportedException(
        "%d confirmed, then the message for client %d, number %d, was not: %s"
            .formatted(
                first.number() - 1, first.client(), first.number(), first.why().getMessage()),
        "send again from client %d on%s"
            .formatted(
                first.client(),
                later == 0
                    ? ""
                    : "; of the next %d, %d are confirmed, too".formatted(WINDOW, later)),
        first.why());
  }

  private static String summary(long sent, long nanos) {
    double seconds = Math.max(nanos, 1) / (double) Duration.ofSeconds(1).toNanos();
    return "sent %d messages in %.1f s, %.0f a second".formatted(sent, seconds, sent / seconds);
  }
}
