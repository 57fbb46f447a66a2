package payments.consumer;

import payments.consumer.event.EventListener;

/** Looks at what the consumer does, and shows it to others. */
interface Observer extends EventListener {
  /** Looks away. */
  Observer NONE = (time, event) -> {};

  /** A session begins; it is not ready yet. */
  default void begins(Session session) {}

  /** There is no session, and why. */
  default void ended(String why) {}
}
