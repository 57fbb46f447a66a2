package payments.consumer.desk;

/**
 * On what terms a desk decides.
 *
 * @param patience how long payments wait
 * @param log where decisions are kept
 * @param handsOn whether processed payments go to the exchange for them as well
 * @param prefetch unacknowledged messages a queue, from 1
 * @param mostBytes what may be remembered of payments that wait, and what may be held of each
 *     queue, in bytes
 */
public record Terms(Patience patience, Log log, boolean handsOn, int prefetch, long mostBytes) {
  /** Where decisions are kept. */
  public enum Log {
    /** In a stream, which all consumers read: its order decides. */
    SHARED,
    /** In this process, and other consumers may have payments that it remembers. */
    NONE,
    /** In this process, and so are the registrations: the broker has no streams. */
    NO_STREAMS
  }

  /** Returns these, with what of the heap is for them. */
  public static Terms of(Patience patience, Log log, boolean handsOn, int prefetch) {
    return new Terms(patience, log, handsOn, prefetch, Runtime.getRuntime().maxMemory() / 8);
  }

  boolean isShared() {
    return log == Log.SHARED;
  }

  /** Elsewhere another consumer could not know what is processed before its copy comes. */
  boolean remembersWhatWaits() {
    return log != Log.NONE;
  }
}
